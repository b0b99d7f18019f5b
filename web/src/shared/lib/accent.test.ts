import { describe, expect, it } from "vitest";
import { accentFit, accentVariables, contrast, parseHex } from "./accent";

function rgb(hex: string | undefined) {
  const colour = parseHex(hex ?? "");
  if (!colour) throw new Error(`${hex} is no colour`);
  return colour;
}

describe("accentVariables", () => {
  it.each([
    "#6d5dfc",
    "#ffcc00",
    "#00ffaa",
    "#101010",
    "#fefefe",
    "#ff0000",
    "#8a8a8a",
    "#2f7fdb",
    "#1b1918",
    "#6b6b6b",
  ])("%s stays readable in both themes", (hex) => {
    for (const dark of [false, true]) {
      const variables = accentVariables(hex, dark) ?? {};
      expect(contrast(rgb(variables["--accent"]), rgb(variables["--on-accent"]))).toBeGreaterThanOrEqual(4.5);
      expect(
        contrast(rgb(variables["--accent-text"]), dark ? [52, 49, 46] : [245, 243, 240]),
      ).toBeGreaterThanOrEqual(4.5);
      expect(
        contrast(rgb(variables["--accent-text"]), rgb(variables["--accent-soft"])),
      ).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("refuses what is no colour", () => {
    expect(accentVariables("red; background: url(x)", false)).toBeNull();
  });
});

describe("accentFit", () => {
  const page = { light: rgb("#fcfbf9"), dark: rgb("#1b1918") };

  it.each(["#fefefe", "#ffcc00", "#101010", "#1b1918", "#000080", "#6d5dfc", "#8a8a8a", "#00ffaa"])(
    "%s can be told from the page in both themes",
    (hex) => {
      for (const theme of ["light", "dark"] as const) {
        const fit = accentFit(hex, theme === "dark");
        expect(contrast(rgb(fit?.fill), page[theme])).toBeGreaterThanOrEqual(3);
        expect(contrast(rgb(fit?.fill), rgb(fit?.text))).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it.each([
    ["#6d5dfc", null, null],
    ["#ffcc00", "background", null],
    ["#101010", null, "background"],
    ["#2f7fdb", "text", "text"],
  ])("says what becomes of %s", (hex, light, dark) => {
    expect(accentFit(hex, false)?.changed).toBe(light);
    expect(accentFit(hex, true)?.changed).toBe(dark);
  });

  it("writes black on a light colour and white on a dark one", () => {
    expect(accentFit("#ffcc00", true)?.text).toBe("#181412");
    expect(accentFit("#000080", false)?.text).toBe("#ffffff");
  });

  it("knows what is no colour", () => {
    expect(accentFit("#12", false)).toBeNull();
  });
});
