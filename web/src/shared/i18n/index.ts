/**
 * Texts of the interface. Catalogues are flat JSON files, one for each locale,
 * in the i18next v4 form: {{name}} is a parameter, and a key ending in _one,
 * _other (…) is a plural form chosen by Intl.PluralRules from `count`.
 * English is built in; another locale is one more file in locales/, fetched
 * for whoever prefers it.
 */
import en from "./locales/en.json";

type Key = keyof typeof en;
type Plural = Key extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never;
export type TextKey = Exclude<Key, `${Plural}_${string}`> | Plural;
export type Params = Record<string, string | number>;
type Catalogue = Record<string, string>;

let locale = "en";
let catalogue: Catalogue = en;
let plurals = new Intl.PluralRules(locale);

const others = import.meta.glob<Catalogue>(["./locales/*.json", "!./locales/en.json"], { import: "default" });

/** Takes the first of the wanted languages that there are texts for; English when there is none. */
export async function chooseLocale(wanted: readonly string[]): Promise<void> {
  for (const tag of wanted) {
    const name = [tag, tag.split("-")[0]].find((n) => n === "en" || `./locales/${n}.json` in others);
    if (!name) continue;
    catalogue = (await others[`./locales/${name}.json`]?.()) ?? en;
    // Numbers and dates follow the region, too.
    locale = tag;
    plurals = new Intl.PluralRules(tag);
    document.documentElement.lang = name;
    return;
  }
}

export function currentLocale(): string {
  return locale;
}

function find(key: string, params?: Params): string {
  const count = params?.count;
  if (typeof count === "number") {
    const form = `${key}_${plurals.select(count)}`;
    const text = catalogue[form] ?? catalogue[`${key}_other`];
    if (text !== undefined) return text;
  }
  return catalogue[key] ?? (en as Catalogue)[key] ?? key;
}

export function t(key: TextKey, params?: Params): string {
  return find(key, params).replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = params?.[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(locale) : value;
  });
}
