import { t } from "@/shared/i18n";
import { settingsPages } from "../pages";
import { type SearchEntry, searchEntries } from "./entries";

export interface Found extends SearchEntry {
  readonly title: string;
  /** The title of its page. */
  readonly page: string;
}

/** Without accents and capitals: people search without them. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** The settings that have every word of a query in their texts; all of them for none. */
export function findSettings(query: string): readonly Found[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return searchEntries
    .map((entry) => {
      const page = settingsPages.find(({ to }) => to === entry.to);
      return { ...entry, title: t(entry.label), page: page ? t(page.label) : "" };
    })
    .filter((entry) => {
      const text = plain([entry.title, entry.page, ...entry.also.map((key) => t(key))].join(" "));
      return words.every((word) => text.includes(word));
    });
}
