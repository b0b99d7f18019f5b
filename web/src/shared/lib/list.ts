import { currentLocale } from "@/shared/i18n";

/** Names in a sentence: "Ann, Bo and Cy". */
export function listOf(names: readonly string[]): string {
  return new Intl.ListFormat(currentLocale(), { type: "conjunction" }).format(names);
}
