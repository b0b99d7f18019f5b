import { describe, expect, it } from "vitest";
import { accentVariables, contrast, parseHex } from "./accent";

function rgb(hex: string | undefined) {
  const colour = parseHex(hex ?? "");
  if (!colour) throw new Error(`${hex} is no colour`);
  return colour;
}

describe("accentVariables", () => {
  it.each(["#6d5dfc", "#ffcc00", "#00ffaa", "#101010", "#fefefe", "#ff0000", "#8a8a8a", "#2f7fdb"])(
    "%s stays readable in both themes",
    (hex) => {
      for (const dark of [false, true]) {
        const variables = accentVariables(hex, dark) ?? {};
        expect(contrast(rgb(variables["--accent"]), rgb(variables["--on-accent"]))).toBeGreaterThanOrEqual(
          4.5,
        );
        expect(
          contrast(rgb(variables["--accent-text"]), dark ? [52, 49, 46] : [245, 243, 240]),
        ).toBeGreaterThanOrEqual(4.5);
        expect(
          contrast(rgb(variables["--accent-text"]), rgb(variables["--accent-soft"])),
        ).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it("refuses what is no colour", () => {
    expect(accentVariables("red; background: url(x)", false)).toBeNull();
  });
});
