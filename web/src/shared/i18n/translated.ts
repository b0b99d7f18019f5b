/**
 * What the server says when something is wrong: English sentences, whose
 * translations are texts of the part `faults`. Neither these nor the code that
 * finds them is fetched before the first one is to be said in another language.
 */
import { currentLanguage, currentLocale, type Language } from "./index";

/** A sentence of the server in the language shown; as it came when there is no translation. */
export type Translate = (sentence: string) => string;

const asItCame: Translate = (sentence) => sentence;
const ready = new Map<Language, Translate>([["en", asItCame]]);

/** The translations that are at hand. */
export function translatorAtHand(language: Language): Translate | undefined {
  return ready.get(language);
}

/** Waits for the translations. Without a connection there are none. */
export async function translator(): Promise<Translate> {
  const language = currentLanguage();
  const known = ready.get(language);
  if (known) return known;
  try {
    const { translatorFor } = await import("./faults");
    const made = await translatorFor(language, currentLocale());
    ready.set(language, made);
    return made;
  } catch {
    return asItCame;
  }
}
