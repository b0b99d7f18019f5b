/** Numbers of tokens and dollars as people type them; undefined is what cannot be read. */

const thousands = { "": 1, k: 1_000, m: 1_000_000 } as const;

/** 128k, 1.5M, 131072 or 131,072; null for nothing. */
export function parseTokens(text: string): number | null | undefined {
  const plain = text.trim().toLowerCase();
  if (plain === "") return null;
  const grouped = /^\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+$/;
  if (grouped.test(plain)) return Number(plain.replace(/\D/g, ""));
  const match = /^(\d+(?:[.,]\d+)?) ?([km]?)$/.exec(plain);
  if (!match) return undefined;
  const [, digits = "", unit = ""] = match;
  const count = Number(digits.replace(",", ".")) * thousands[unit as keyof typeof thousands];
  return Number.isInteger(count) ? count : undefined;
}

/** 0.15 or 0,15, with at most six digits behind the point; null for nothing. */
export function parsePrice(text: string): number | null | undefined {
  const plain = text.trim().replace(/^\$ ?| ?\$$/g, "");
  if (plain === "") return null;
  return /^\d+(?:[.,]\d{1,6})?$/.test(plain) ? Number(plain.replace(",", ".")) : undefined;
}
