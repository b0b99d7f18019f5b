import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contrast } from "./accent";
import { hueOf, initialsOf } from "./hue";

describe("initialsOf", () => {
  it("takes the first and the last word", () => {
    expect(["Ann", "ann.b.carter", "Ann Bo Carter", "  ", "émile zola", "😀 x"].map(initialsOf)).toEqual([
      "A",
      "ac",
      "AC",
      "?",
      "éz",
      "😀x",
    ]);
  });
});

describe("hueOf", () => {
  it("is stable and spreads", () => {
    const hues = Array.from({ length: 200 }, (_, i) => hueOf(`person-${i}`));
    expect(hueOf("person-0")).toBe(hues[0]);
    expect(new Set(hues.map((hue) => Math.floor(hue / 30))).size).toBe(12);
  });
});

describe("the colours of people", () => {
  const css = readFileSync(join(__dirname, "../../app/styles.css"), "utf8");
  const variable = (block: string, name: string) => {
    const text = css.slice(css.indexOf(`${block} {`));
    const [, l, c] = new RegExp(`${name}: ([\\d.]+) ([\\d.]+);`).exec(text) ?? [];
    return [Number(l), Number(c)] as const;
  };

  it.each([":root", ".dark"])("are readable at every hue (%s)", (theme) => {
    const ground = variable(theme, "--person-ground");
    const ink = variable(theme, "--person-ink");
    for (let hue = 0; hue < 360; hue += 3)
      expect(contrast(rgb(...ground, hue), rgb(...ink, hue))).toBeGreaterThanOrEqual(4.5);
  });
});

/** CSS Color 4, §9.3: OKLCH to sRGB, cut to what a screen can show. */
function rgb(l: number, c: number, hue: number): readonly [number, number, number] {
  const a = c * Math.cos((hue * Math.PI) / 180);
  const b = c * Math.sin((hue * Math.PI) / 180);
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ] as const;
  const linear = [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
  return linear.map((v) => {
    const cut = Math.min(1, Math.max(0, v));
    return 255 * (cut <= 0.0031308 ? 12.92 * cut : 1.055 * cut ** (1 / 2.4) - 0.055);
  }) as unknown as [number, number, number];
}
