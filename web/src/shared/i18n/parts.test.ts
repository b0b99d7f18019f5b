import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import type { Part } from "./keys";

const source = join(__dirname, "../../");

/** The part of the texts that says a key. */
const partOf = new Map<string, Part>();
const english = import.meta.glob<Record<string, string>>(
  ["./locales/en/*.json", "!./locales/en/faults.json"],
  { eager: true, import: "default" },
);
for (const [file, texts] of Object.entries(english)) {
  const part = file.replace("./locales/en/", "").replace(".json", "") as Part;
  for (const key of Object.keys(texts)) partOf.set(key.replace(/_(one|other)$/, ""), part);
}

interface Import {
  file: string;
  /** What is sure to be there in addition once the code is. */
  parts: Part[];
}

function resolve(from: string, name: string): string | null {
  const base = name.startsWith("@/")
    ? join(source, name.slice(2))
    : name.startsWith(".")
      ? join(dirname(from), name)
      : null;
  if (!base) return null;
  return (
    [`${base}.ts`, `${base}.tsx`, `${base}/index.ts`, `${base}/index.tsx`].find((path) => existsSync(path)) ??
    null
  );
}

function importsOf(file: string, code: string): Import[] {
  const found: Import[] = [];
  for (const [, name = ""] of code.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?"([^"]+)"/gm)) {
    const path = resolve(file, name);
    if (path) found.push({ file: path, parts: [] });
  }
  for (const [, name = "", parts = ""] of code.matchAll(/import\(\s*"([^"]+)"\s*\)((?:,\s*"\w+")*)/g)) {
    const path = resolve(file, name);
    if (path) found.push({ file: path, parts: [...parts.matchAll(/\w+/g)].map(([part]) => part as Part) });
  }
  return found;
}

/** Which parts every way from the start of the application to a file has fetched. */
function fetchedAt(start: string): Map<string, Set<Part>> {
  const fetched = new Map([[start, new Set<Part>(["common"])]]);
  const open = [start];
  for (let file = open.pop(); file; file = open.pop()) {
    const here = fetched.get(file) ?? new Set();
    for (const next of importsOf(file, readFileSync(file, "utf8"))) {
      const arriving = new Set([...here, ...next.parts]);
      const known = fetched.get(next.file);
      const sure = known ? new Set([...known].filter((part) => arriving.has(part))) : arriving;
      if (known && sure.size === known.size) continue;
      fetched.set(next.file, sure);
      open.push(next.file);
    }
  }
  return fetched;
}

function keysIn(code: string): string[] {
  const whole = [...code.matchAll(/"([\w.]+)"/g)].map(([, key = ""]) => key).filter((key) => partOf.has(key));
  const made = [...code.matchAll(/`([\w]+\.[\w.]*)\$\{[^}]+\}([\w.]*)`/g)].flatMap(
    ([, start = "", end = ""]) =>
      [...partOf.keys()].filter((key) => key.startsWith(start) && key.endsWith(end)),
  );
  return [...whole, ...made];
}

describe("the parts of the texts", () => {
  const fetched = fetchedAt(join(source, "app/main.tsx"));

  it("come with the code that shows them", () => {
    expect(fetched.size).toBeGreaterThan(200);
    const forgotten = [...fetched].flatMap(([file, parts]) =>
      keysIn(readFileSync(file, "utf8"))
        .filter((key) => !parts.has(partOf.get(key) as Part))
        .map((key) => `${relative(source, file)} shows ${key} without its part, ${partOf.get(key)}`),
    );
    expect(forgotten).toEqual([]);
  });
});
