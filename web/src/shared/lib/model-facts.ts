/** Sizes and prices of models as people read them. */
import { currentLocale, t } from "@/shared/i18n";

const units = [
  { least: 1_000_000, decimal: 1_000_000, binary: 1_048_576, suffix: "M" },
  { least: 1_000, decimal: 1_000, binary: 1_024, suffix: "k" },
] as const;

/**
 * A number of tokens in short: 128k, 1M. Makers count in thousands or in
 * powers of two; 128000 and 131072 are both called 128k.
 */
export function shortTokens(count: number): string {
  const unit = units.find(({ least }) => count >= least);
  if (!unit) return count.toLocaleString(currentLocale());
  const inTwos = count % 1_000 !== 0 && count % 1_024 === 0 && count >= unit.binary;
  const value = count / (inTwos ? unit.binary : unit.decimal);
  return `${value.toLocaleString(currentLocale(), { maximumFractionDigits: 1 })}${unit.suffix}`;
}

/** US dollars; small amounts with all of their digits. */
function dollars(amount: number): string {
  return amount.toLocaleString(currentLocale(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });
}

/** What a million tokens cost, in and out; null when neither is known. */
export function prices(input: number | null, output: number | null): string | null {
  if (input === null && output === null) return null;
  if (input === 0 && output === 0) return t("model.free");
  const shown = (price: number | null) => (price === null ? "–" : dollars(price));
  return `${shown(input)} / ${shown(output)}`;
}

/** The same, where nothing else says what it is for. */
export function pricesPerMillion(input: number | null, output: number | null): string | null {
  const text = prices(input, output);
  return text === null || (input === 0 && output === 0) ? text : t("model.perMillion", { prices: text });
}
