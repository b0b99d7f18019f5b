import { load, save } from "@/shared/lib/storage";

/** Languages that there are texts for. public/first-paint.js and the folders in locales/ go with this list. */
export const languages = ["en", "de", "es", "fr"] as const;
export type Language = (typeof languages)[number];
/** As those who speak them call them. */
export const languageNames: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
};

export type LanguageChoice = Language | "browser";

function isLanguage(name: string | null | undefined): name is Language {
  return (languages as readonly unknown[]).includes(name);
}

/** What was chosen in this browser. */
export function languageChoice(): LanguageChoice {
  const chosen = load("language");
  return isLanguage(chosen) ? chosen : "browser";
}

export function saveLanguageChoice(choice: LanguageChoice): void {
  save("language", choice === "browser" ? null : choice);
}

export interface Speech {
  readonly language: Language;
  /** A BCP 47 tag for numbers and dates: the language as it is used in the browser's region. */
  readonly locale: string;
}

/** The language to show, with the browser's languages in order of preference. */
export function speechFor(choice: LanguageChoice, wanted: readonly string[]): Speech {
  const known = wanted.map((tag) => ({ language: tag.split("-")[0], locale: tag }));
  const found = known.find(({ language }) =>
    choice === "browser" ? isLanguage(language) : language === choice,
  );
  const language = isLanguage(found?.language) ? found.language : choice === "browser" ? "en" : choice;
  return { language, locale: found?.locale ?? language };
}

/** Where its lines begin. */
export function directionOf(language: string): "ltr" | "rtl" {
  return ["ar", "fa", "he", "ur"].includes(language) ? "rtl" : "ltr";
}
