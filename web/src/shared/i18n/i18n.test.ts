import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseLocale, currentLocale, t } from "./index";
import en from "./locales/en.json";

const source = join(__dirname, "../../");
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (name) => /\.tsx?$/.test(name) && !name.includes(".test."),
);
const code = files.map((name) => readFileSync(join(source, name), "utf8")).join("\n");

describe("t", () => {
  it("fills parameters and chooses plural forms", () => {
    expect(t("models.added", { count: 1 })).toBe("1 model was added.");
    expect(t("models.added", { count: 1200 })).toBe("1,200 models were added.");
    expect(t("message.by", { name: "{{name}}" })).toBe("{{name}} says");
  });
});

describe("chooseLocale", () => {
  it("stays with English for languages without texts", async () => {
    await chooseLocale(["tlh", "en-GB"]);
    expect(t("action.save")).toBe("Save");
    expect(currentLocale()).toBe("en-GB");
    await chooseLocale(["en"]);
  });
});

describe("the English catalogue", () => {
  const keys = Object.keys(en);

  it("is sorted", () => {
    expect(keys).toEqual([...keys].sort());
  });

  it("has both plural forms of a text", () => {
    for (const key of keys.filter((k) => k.endsWith("_one")))
      expect(keys).toContain(key.replace(/_one$/, "_other"));
  });

  it("has no text that is not used", () => {
    // Keys may be put together: t(`age.${age}`) uses every age.
    const made = [...code.matchAll(/`([\w.]*)\$\{[^}]+\}([\w.]*)`/g)].map(
      ([, start = "", end = ""]) => [start, end] as const,
    );
    const unused = keys.filter((key) => {
      const name = key.replace(/_(one|other)$/, "");
      return (
        !code.includes(`"${name}"`) &&
        !made.some(([start, end]) => start.includes(".") && name.startsWith(start) && name.endsWith(end))
      );
    });
    expect(unused).toEqual([]);
  });
});
