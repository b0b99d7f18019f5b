import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { shortTime, timeAgo } from "@/shared/lib/time";
import { chooseLanguage, currentLocale, t } from "./index";
import { directionOf, languages, speechFor } from "./languages";

describe("the language", () => {
  it("is the first of the browser's that there are texts for", () => {
    expect(speechFor("browser", ["tlh", "de-AT", "en"])).toEqual({ language: "de", locale: "de-AT" });
    expect(speechFor("browser", ["tlh"])).toEqual({ language: "en", locale: "en" });
    expect(speechFor("browser", [])).toEqual({ language: "en", locale: "en" });
  });

  it("is the chosen one, with numbers and dates as in the browser's region", () => {
    expect(speechFor("fr", ["de-AT", "fr-CA", "fr"])).toEqual({ language: "fr", locale: "fr-CA" });
    expect(speechFor("es", ["de-AT"])).toEqual({ language: "es", locale: "es" });
  });

  it("has a direction", () => {
    expect(languages.map(directionOf)).toEqual(languages.map(() => "ltr"));
    expect(directionOf("ar")).toBe("rtl");
  });
});

describe("choosing a language", () => {
  afterEach(() => chooseLanguage("en"));

  it("changes texts, numbers and times at once, and the page says so", async () => {
    await chooseLanguage("de");
    expect(t("action.save")).toBe("Speichern");
    expect(t("models.added", { count: 1200 })).toBe("1.200 Modelle wurden hinzugefügt.");
    expect(document.documentElement.lang).toBe("de");
    expect(document.documentElement.dir).toBe("ltr");
    const now = new Date(2026, 4, 20, 18);
    expect(shortTime(new Date(2026, 4, 2).toISOString(), now)).toBe("2. Mai");
    expect(timeAgo(new Date(2026, 4, 18, 18).toISOString(), now)).toBe("vorgestern");
    expect(localStorage.getItem("rustygpt.language")).toBe("de");
  });

  it("has plural forms that English has not", async () => {
    await chooseLanguage("es");
    expect(t("models.added", { count: 1_000_000 })).toBe("Se han añadido 1.000.000 modelos.");
  });

  it("goes by the last choice when one follows another", async () => {
    await Promise.all([chooseLanguage("de"), chooseLanguage("fr")]);
    expect(t("action.save")).toBe("Enregistrer");
  });

  it("can be left to the browser", async () => {
    await chooseLanguage("de");
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["fr-CH", "en"]);
    await chooseLanguage("browser");
    expect(t("action.save")).toBe("Enregistrer");
    expect(currentLocale()).toBe("fr-CH");
    expect(localStorage.getItem("rustygpt.language")).toBeNull();
  });
});

describe("before the first paint", () => {
  const script = readFileSync(join(__dirname, "../../../public/first-paint.js"), "utf8");
  const root = document.documentElement;

  beforeEach(() => {
    root.lang = "";
    root.dir = "";
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
  });

  afterEach(() => localStorage.clear());

  it.each([
    ["a chosen language", "fr", ["de-AT"]],
    ["the browser's", null, ["tlh", "de-AT", "en"]],
    ["English in place of what is not there", null, ["tlh"]],
    ["what the application would show for nonsense", "klingon", ["es"]],
  ])("the page has %s", (_, chosen, wanted) => {
    if (chosen) localStorage.setItem("rustygpt.language", chosen);
    vi.spyOn(navigator, "languages", "get").mockReturnValue(wanted);
    new Function(script)();
    const choice = languages.find((language) => language === chosen) ?? "browser";
    expect(root.lang).toBe(speechFor(choice, wanted).language);
    expect(root.dir).toBe(directionOf(root.lang));
  });

  it("knows the languages there are", () => {
    expect(script).toContain(`const languages = ${JSON.stringify(languages).replaceAll(",", ", ")};`);
  });
});
