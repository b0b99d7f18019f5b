import { afterEach, describe, expect, it } from "vitest";
import { chooseLanguage } from "@/shared/i18n";
import { findSettings } from "./find";

const found = (query: string) => findSettings(query).map(({ id }) => id);

describe("searching the settings", () => {
  afterEach(() => chooseLanguage("en"));

  it("finds by name, page and what else they are called", () => {
    expect(found("mail")).toEqual(["email"]);
    expect(found("dark")).toEqual(["theme"]);
    expect(found("APPEARANCE send")).toEqual(["send-key"]);
    expect(found("nonsense")).toEqual([]);
    expect(found("  ").length).toBeGreaterThan(8);
  });

  it("goes by the language shown, with or without its accents", async () => {
    await chooseLanguage("fr");
    expect(found("thème")).toEqual(["theme"]);
    expect(found("theme")).toEqual(["theme"]);
    await chooseLanguage("de");
    expect(found("dunkel")).toEqual(["theme"]);
  });
});
