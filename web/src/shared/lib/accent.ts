/**
 * Colours derived from the server's accent colour. An administrator may choose
 * any colour; text on it and text made of it must stay readable (WCAG 2.2,
 * 1.4.3: 4.5 to 1) and areas of it visible (1.4.11: 3 to 1) in both themes, so
 * the companions are computed.
 */

/** The product's own. */
export const defaultAccent = "#6d5dfc";

type Rgb = readonly [number, number, number];

const paper: Rgb = [245, 243, 240]; // the darkest light background text stands on
const night: Rgb = [52, 49, 46]; // the lightest dark background text stands on
const lightPage: Rgb = [252, 251, 249];
const darkPage: Rgb = [27, 25, 24];
const darkSurface: Rgb = [37, 35, 34];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const ink: Rgb = [24, 20, 18];
// A little more than is asked for: the result is rounded to whole steps.
const readable = 4.53;
const visible = 3.02;

export function parseHex(hex: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim());
  if (!match) return null;
  const part = (i: number) => Number.parseInt(match[i] ?? "0", 16);
  return [part(1), part(2), part(3)];
}

function toHex(c: Rgb): string {
  return `#${c.map((v) => Math.round(v).toString(16).padStart(2, "0")).join("")}`;
}

/** Relative luminance, WCAG 2.2. */
function luminance(c: Rgb): number {
  const [r, g, b] = c.map((v) => {
    const s = v / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => (a[i] ?? 0) * (1 - share) + (b[i] ?? 0) * share) as unknown as Rgb;
}

/** The colour nearest to c, towards pole, with this contrast to every ground. */
function standingOut(grounds: readonly Rgb[], c: Rgb, pole: Rgb, ratio: number): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(c, pole, share);
    if (grounds.every((ground) => contrast(candidate, ground) >= ratio)) return candidate;
  }
  return pole;
}

/** What areas of the accent colour lie on. */
function pages(dark: boolean): readonly Rgb[] {
  return dark ? [darkPage, darkSurface] : [lightPage, white];
}

/** The accent colour as it fills buttons. */
function fillOf(accent: Rgb, dark: boolean): Rgb {
  // A mid-tone is darkened a little rather than written on in black: that is
  // how people expect a coloured button to look.
  const pale = luminance(accent) > 0.35;
  const toned = pale ? accent : standingOut([white], accent, black, readable);
  return standingOut(pages(dark), toned, dark ? white : black, visible);
}

/** The colour of text on a filled button. */
function textOn(fill: Rgb): Rgb {
  return [white, ink].find((text) => contrast(text, fill) >= readable) ?? black;
}

/** What became of an accent colour in a theme. */
export interface AccentFit {
  /** What areas are filled with, and the text on them. */
  fill: string;
  text: string;
  /** Why the fill is another colour; null when it is the chosen one. */
  changed: "background" | "text" | null;
}

/** How an accent colour is used in a theme, or null when it is no colour. */
export function accentFit(hex: string, dark: boolean): AccentFit | null {
  const accent = parseHex(hex);
  if (!accent) return null;
  const fill = fillOf(accent, dark);
  const lost = pages(dark).some((ground) => contrast(accent, ground) < visible);
  const changed = toHex(fill) === toHex(accent) ? null : lost ? "background" : "text";
  return { fill: toHex(fill), text: toHex(textOn(fill)), changed };
}

export type AccentVariables = Record<string, string>;

/** The CSS variables for an accent colour, or null when it is no colour. */
export function accentVariables(hex: string, dark: boolean): AccentVariables | null {
  const accent = parseHex(hex);
  if (!accent) return null;
  const fill = fillOf(accent, dark);
  const on = textOn(fill);
  const soft = dark ? mix(darkPage, accent, 0.22) : mix(lightPage, accent, 0.12);
  return {
    "--accent": toHex(fill),
    "--accent-strong": toHex(mix(fill, on === white ? black : white, 0.14)),
    "--on-accent": toHex(on),
    "--accent-soft": toHex(soft),
    "--accent-text": toHex(
      dark
        ? standingOut([night, soft], accent, white, readable)
        : standingOut([paper, soft], accent, black, readable),
    ),
  };
}
