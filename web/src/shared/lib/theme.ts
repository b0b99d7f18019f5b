import { accentVariables, defaultAccent } from "./accent";
import { load, save } from "./storage";

export type Theme = "light" | "dark" | "system";

let theme: Theme = parseTheme(load("theme"));
let accent = defaultAccent;
const listeners = new Set<() => void>();

function parseTheme(value: string | null): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

function systemDark(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}

function apply(): void {
  const dark = theme === "dark" || (theme === "system" && systemDark().matches);
  const root = document.documentElement;
  root.classList.toggle("dark", dark);
  root.style.colorScheme = dark ? "dark" : "light";
  const variables = accentVariables(accent, dark) ?? accentVariables(defaultAccent, dark);
  if (variables) {
    for (const [name, value] of Object.entries(variables)) root.style.setProperty(name, value);
    // first-paint.js applies these before the first paint of the next visit.
    save("accent", JSON.stringify(variables));
  }
  for (const listener of listeners) listener();
}

export function currentTheme(): Theme {
  return theme;
}

export function setTheme(next: Theme): void {
  theme = next;
  save("theme", next);
  apply();
}

export function setAccent(hex: string): void {
  accent = hex;
  apply();
}

export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the system's theme while the choice is "system", and the choice made in another tab. */
export function watchTheme(): void {
  systemDark().addEventListener("change", apply);
  addEventListener("storage", () => {
    const next = parseTheme(load("theme"));
    if (next === theme) return;
    theme = next;
    apply();
  });
}
