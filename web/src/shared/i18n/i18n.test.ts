import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lastResort, t } from "./index";
import { type Language, languages } from "./languages";
import { sameWords } from "./same-words";

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

  it("are the same where they are built in", () => {
    expect(texts("en", "common")).toMatchObject(lastResort);
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
      .filter((part) => part !== "faults")
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

/** In the form of the keys: what follows the underscore of a plural form. */
function formsOf(language: string): string[] {
  return new Intl.PluralRules(language).resolvedOptions().pluralCategories;
}

function parametersOf(text: string | undefined): string[] {
  return [...(text ?? "").matchAll(/\{\{\w+\}\}/g)].map(([parameter]) => parameter).sort();
}

describe.each(languages)("the texts in %s", (language) => {
  describe.each(parts)("for the part %s", (part) => {
    const english = texts("en", part);
    const here = texts(language, part);

    it("are sorted", () => {
      expect(Object.keys(here)).toEqual(Object.keys(here).sort());
    });

    it("are all there, with every plural form, and no others", () => {
      const expected = Object.keys(english)
        .filter((key) => !/_(one|two|few|many)$/.test(key))
        .flatMap((key) =>
          key.endsWith("_other") ? formsOf(language).map((form) => key.replace(/other$/, form)) : [key],
        );
      expect(Object.keys(here).sort()).toEqual(expected.sort());
    });

    it("have the parameters that the English ones have", () => {
      for (const [key, text] of Object.entries(here)) {
        const model = english[key] ?? english[key.replace(/_\w+$/, "_other")];
        expect({ key, parameters: parametersOf(text) }).toEqual({ key, parameters: parametersOf(model) });
      }
    });

    it("are translated", () => {
      if (language === "en") return;
      const left = Object.keys(here).filter(
        (key) => here[key] === english[key] && !sameWords[language].includes(here[key] ?? ""),
      );
      expect(left).toEqual([]);
    });

    it("have their language's quotation marks, apostrophes and spaces", () => {
      // What the server says is plain ASCII, for consoles too.
      if (language === "en" && part === "faults") return;
      const wrong: Record<Language, RegExp> = {
        en: /["'„«»]|\.\.\./,
        de: /["'”«»]|\.\.\.|“[^„]*“/,
        es: /["'„“”]|\.\.\.|^[^¿]*\?|^[^¡]*!/,
        // A narrow no-break space before ? ! ; and inside « », a no-break space before a colon.
        fr: /["'„“”]|\.\.\.|[^\u202f][?!;»]|«[^\u202f]|[ \u202f]:/,
      };
      expect(Object.entries(here).filter(([, text]) => wrong[language].test(text))).toEqual([]);
    });
  });
});
