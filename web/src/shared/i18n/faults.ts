/** Finds the translations of the server's sentences. Their keys are the English ones, from the server's code. */
import type { Language } from "./languages";
import type { Translate } from "./translated";

type Table = Record<string, string>;

const files = import.meta.glob<Table>(["./locales/*/faults.json", "!./locales/en/faults.json"], {
  import: "default",
});

export async function translatorFor(language: Language, locale: string): Promise<Translate> {
  const table = await files[`./locales/${language}/faults.json`]?.();
  const book = { exact: table ?? {}, patterns: patternsOf(table ?? {}), locale };
  return (sentence) => translate(book, sentence);
}

interface Phrasebook {
  exact: Table;
  patterns: readonly Pattern[];
  /** For numbers. */
  locale: string;
}

/** A sentence with parameters. */
interface Pattern {
  form: RegExp;
  names: readonly string[];
  ownWords: boolean;
  text: string;
}

const parameter = /\{\{(\w+)\}\}/g;

/** Those with more words of their own come first. */
function patternsOf(table: Table): Pattern[] {
  const words = (key: string) => key.replace(parameter, "");
  return Object.entries(table)
    .filter(([key]) => key.includes("{{"))
    .sort(([a], [b]) => words(b).length - words(a).length)
    .map(([key, text]) => ({
      form: formOf(key),
      names: [...key.matchAll(parameter)].map(([, name = ""]) => name),
      ownWords: /\p{L}/u.test(words(key)),
      text,
    }));
}

function formOf(key: string): RegExp {
  const pieces = key.split(parameter).map((piece, i) => {
    if (i % 2 === 0) return piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return piece.startsWith("number") ? "(-?\\d+)" : "(.+?)";
  });
  return new RegExp(`^${pieces.join("")}$`, "s");
}

function translate(book: Phrasebook, sentence: string): string {
  const closed = /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
  const whole = closed.charAt(0).toUpperCase() + closed.slice(1);
  const exact = book.exact[whole];
  if (exact !== undefined) return exact;
  // What begins with a name, or ends with the words of others, stays as it is there.
  const ways = [sentence, closed, whole];
  for (const pattern of book.patterns) {
    const found = ways.map((way) => pattern.form.exec(way)).find((match) => match !== null);
    const text = found && fill(book, pattern, found.slice(1));
    if (text) return text;
  }
  return sentence;
}

/** Null when there is nothing but other sentences and none of them is known. */
function fill(
  book: Phrasebook,
  { names, text, ownWords }: Pattern,
  values: readonly string[],
): string | null {
  const shown = new Map<string, string>();
  let known = ownWords;
  for (const [i, name] of names.entries()) {
    const value = values[i] ?? "";
    const now = shownAs(book, name, value);
    known ||= now !== value;
    const colonFollows = /^\s?:/.test(text.split(`{{${name}}}`)[1] ?? "");
    shown.set(name, colonFollows ? now.replace(/\.$/, "") : now);
  }
  return known ? text.replace(parameter, (whole, name: string) => shown.get(name) ?? whole) : null;
}

function shownAs(book: Phrasebook, name: string, value: string): string {
  if (name.startsWith("text")) return translate(book, value);
  return name.startsWith("number") ? Number(value).toLocaleString(book.locale) : value;
}
