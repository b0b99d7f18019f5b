import { afterEach, describe, expect, it } from "vitest";
import { chooseLanguage } from "@/shared/i18n";
import { listOf } from "./list";

describe("a list of names", () => {
  afterEach(() => chooseLanguage("en"));

  it("reads as the language has it", async () => {
    await chooseLanguage("es");
    expect(listOf(["Ann", "Bo", "Ines"])).toBe("Ann, Bo e Ines");
  });
});
