import type { TextKey } from "@/shared/i18n";

interface Accent {
  hex: string;
  label: TextKey;
}

/** Colours that are used as they are in both themes: white text on them can be read, and they stand out from either page. */
export const accents: readonly Accent[] = [
  { hex: "#6d5dfc", label: "colour.violet" },
  { hex: "#2f6fed", label: "colour.blue" },
  { hex: "#0b7f8a", label: "colour.teal" },
  { hex: "#2b8050", label: "colour.green" },
  { hex: "#c2531b", label: "colour.orange" },
  { hex: "#d2335f", label: "colour.rose" },
  { hex: "#64707f", label: "colour.slate" },
];
