import { t } from "@/shared/i18n";

/** Who types, in one sentence; empty for nobody. */
export function typingText(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return t("typing.one", { name: first });
  if (names.length === 2) return t("typing.two", { first, second });
  return t("typing.several");
}
