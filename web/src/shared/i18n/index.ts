/**
 * Texts of the interface. Catalogues are flat JSON files, locales/<language>/<part>.json,
 * in the i18next v4 form: {{name}} is a parameter, and a key ending in _one,
 * _other (…) is a plural form chosen by Intl.PluralRules from `count`.
 *
 * The part `common` is there before anything is shown. Any other comes with the
 * code that needs it: withTexts(import("…"), "chat").
 */
import { useSyncExternalStore } from "react";
import type { Part, TextKey } from "./keys";
import {
  directionOf,
  type Language,
  type LanguageChoice,
  languageChoice,
  type Speech,
  saveLanguageChoice,
  speechFor,
} from "./languages";

export type { Part, TextKey } from "./keys";
export { directionOf, type Language, type LanguageChoice, languageNames, languages } from "./languages";
export type Params = Record<string, string | number>;
type Catalogue = Record<string, string>;

const files = import.meta.glob<Catalogue>(["./locales/*/*.json", "!./locales/*/faults.json"], {
  import: "default",
});

/** What can be said while there are no texts: that they could not be fetched. */
export const lastResort: Catalogue = {
  "action.retry": "Try again",
  "error.offline": "The server cannot be reached. Check your connection.",
  "error.page.title": "Something went wrong",
};

let choice = languageChoice();
/** The last choice that was made; its texts may still be on their way. */
let asked = choice;
let speech: Speech = speechFor(choice, navigator.languages);
let plurals = new Intl.PluralRules(speech.locale);
const catalogues = new Map<Language, Catalogue>();
const wanted = new Set<Part>();
const listeners = new Set<() => void>();

async function fetchTexts(language: Language, parts: Iterable<Part>): Promise<void> {
  const fetched = await Promise.all(
    [...parts].map((part) => files[`./locales/${language}/${part}.json`]?.()),
  );
  catalogues.set(language, Object.assign({}, catalogues.get(language), ...fetched));
}

/** Has the texts at hand in the present language, and in any that is chosen later. */
export function loadTexts(...parts: Part[]): Promise<void> {
  for (const part of parts) wanted.add(part);
  return fetchTexts(speech.language, parts);
}

/** Waits for code and, fetched at the same time, the texts that it shows. */
export async function withTexts<M>(code: Promise<M>, ...parts: Part[]): Promise<M> {
  const [module] = await Promise.all([code, loadTexts(...parts)]);
  return module;
}

/** Shows everything in another language, and remembers it for this browser. */
export async function chooseLanguage(next: LanguageChoice): Promise<void> {
  if (await follow(next)) saveLanguageChoice(next);
}

/** Follows the choice made in another tab, and the browser's own. */
export function watchLanguage(): void {
  const quietly = (next: LanguageChoice) => void follow(next).catch(() => undefined);
  addEventListener("storage", () => {
    const next = languageChoice();
    if (next !== choice) quietly(next);
  });
  addEventListener("languagechange", () => quietly(choice));
}

/** Reports whether the choice holds: not when another was made before its texts were there. */
async function follow(next: LanguageChoice): Promise<boolean> {
  asked = next;
  const found = speechFor(next, navigator.languages);
  let known: number;
  do {
    known = wanted.size;
    await fetchTexts(found.language, wanted);
    // Meanwhile a page may have asked for more.
  } while (known < wanted.size);
  if (asked !== next) return false;
  choice = next;
  speak(found);
  return true;
}

function speak(next: Speech): void {
  speech = next;
  plurals = new Intl.PluralRules(next.locale);
  document.documentElement.lang = next.language;
  document.documentElement.dir = directionOf(next.language);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * The language shown, and a new drawing of the component when it changes. Pages
 * call it, and what React would not draw with them: components behind memo().
 */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => speech.language);
}

export function useLanguageChoice(): LanguageChoice {
  return useSyncExternalStore(subscribe, () => choice);
}

export function currentLanguage(): Language {
  return speech.language;
}

/** For Intl. */
export function currentLocale(): string {
  return speech.locale;
}

function find(key: string, params?: Params): string {
  const catalogue = catalogues.get(speech.language) ?? lastResort;
  const count = params?.count;
  if (typeof count === "number") {
    const text = catalogue[`${key}_${plurals.select(count)}`];
    if (text !== undefined) return text;
  }
  return catalogue[key] ?? key;
}

export function t(key: TextKey, params?: Params): string {
  return find(key, params).replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = params?.[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(speech.locale) : value;
  });
}
