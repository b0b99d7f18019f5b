import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { t } from "./index";
import { languages } from "./languages";

const source = join(__dirname, "../../");
const sources = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
  .map((name) => ({ name, code: readFileSync(join(source, name), "utf8") }));
const code = sources.map((file) => file.code).join("\n");

const catalogues = import.meta.glob<Record<string, string>>("./locales/*/*.json", {
  eager: true,
  import: "default",
});
const parts = Object.keys(catalogues)
  .filter((file) => file.startsWith("./locales/en/"))
  .map((file) => file.replace("./locales/en/", "").replace(".json", ""));
const texts = (language: string, part: string) => catalogues[`./locales/${language}/${part}.json`] ?? {};

describe("t", () => {
  it("fills parameters and chooses plural forms", () => {
    expect(t("models.added", { count: 1 })).toBe("1 model was added.");
    expect(t("models.added", { count: 1200 })).toBe("1,200 models were added.");
    expect(t("message.by", { name: "{{name}}" })).toBe("{{name}} says");
  });
});

describe("another language", () => {
  it("reaches what React would not draw again by itself", () => {
    const memoised = sources.filter((file) => /= memo\(/.test(file.code));
    expect(memoised.length).toBeGreaterThan(0);
    const deaf = memoised.filter(
      (file) => file.code.split("= memo(").length > file.code.split("  useLanguage();").length,
    );
    expect(deaf.map((file) => file.name)).toEqual([]);
  });
});

describe("the texts", () => {
  it("are those of the languages that can be chosen", () => {
    expect(new Set(Object.keys(catalogues).map((file) => file.split("/")[2]))).toEqual(new Set(languages));
  });

  it("say a key in one part only", () => {
    const keys = parts.flatMap((part) => Object.keys(texts("en", part)));
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it("are all used", () => {
    // Keys may be put together: t(`age.${age}`) uses every age.
    const made = [...code.matchAll(/`([\w.]*)\$\{[^}]+\}([\w.]*)`/g)].map(
      ([, start = "", end = ""]) => [start, end] as const,
    );
    const unused = parts
      .flatMap((part) => Object.keys(texts("en", part)))
      .map((key) => key.replace(/_(one|other)$/, ""))
      .filter(
        (name) =>
          !code.includes(`"${name}"`) &&
          !made.some(([start, end]) => start.includes(".") && name.startsWith(start) && name.endsWith(end)),
      );
    expect(unused).toEqual([]);
  });
});

describe.each(languages)("the texts in %s", (language) => {
  it.each(parts)("are sorted, with every plural form (%s)", (part) => {
    const keys = Object.keys(texts(language, part));
    expect(keys).toEqual([...keys].sort());
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of keys.filter((k) => k.endsWith("_other")))
      for (const form of forms) expect(keys).toContain(key.replace(/other$/, form));
  });
});
