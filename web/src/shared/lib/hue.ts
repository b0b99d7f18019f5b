/**
 * A colour for a person, the same everywhere and at any time. Only the hue
 * differs: lightness and chroma are the theme's, so that every one is readable.
 */
export function hueOf(id: string): number {
  // FNV-1a: neighbouring ids must not look alike.
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 360;
}

/** One or two letters for a name: of its first and its last word. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters.map((word) => (word ? ([...word][0] ?? "") : "")).join("") || "?";
}
