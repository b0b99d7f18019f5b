// Fails when a first visit would load too much JavaScript. What a visit loads
// is the static closure of its entry points in Vite's manifest: everything
// behind import() comes later.
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));

// In bytes of gzip, the larger of the two encodings that are served.
const budgets = [
  {
    name: "login",
    limit: 135_000,
    aim: 110_000,
    entries: ["index.html", "src/features/auth/index.ts", texts("common")],
  },
  {
    name: "chat",
    limit: 200_000,
    aim: 150_000,
    entries: [
      "index.html",
      "src/app/shell.tsx",
      "src/app/conversation-page.tsx",
      texts("common"),
      texts("chat"),
    ],
  },
];

/** The largest of the languages' files. */
function texts(part) {
  const files = Object.keys(manifest).filter((key) => key.endsWith(`/${part}.json`));
  const size = (key) => statSync(new URL(manifest[key].file, dist)).size;
  return files.sort((a, b) => size(b) - size(a))[0];
}

function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue;
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the manifest has no ${key}`);
    seen.add(key);
    closure(chunk.imports ?? [], seen);
  }
  return seen;
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

let failed = false;
for (const { name, limit, aim, entries } of budgets) {
  const files = [...closure(entries)].map((key) => manifest[key].file).filter((file) => file.endsWith(".js"));
  const sizes = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, dist));
      return { file, gz: gzipSync(text, { level: 9 }).length, br: brotliCompressSync(text).length };
    }),
  );
  const gz = sizes.reduce((sum, size) => sum + size.gz, 0);
  const br = sizes.reduce((sum, size) => sum + size.br, 0);
  const verdict = gz > limit ? "TOO LARGE" : gz > aim ? "ok" : "ok, within the aim";
  console.log(`${name}: ${kB(gz)} gzip, ${kB(br)} brotli of ${kB(limit)} (aim ${kB(aim)}): ${verdict}`);
  if (process.argv.includes("--files")) {
    for (const { file, gz: size } of sizes.sort((a, b) => b.gz - a.gz))
      console.log(`  ${kB(size).padStart(9)}  ${file}`);
  }
  failed ||= gz > limit;
}
process.exitCode = failed ? 1 : 0;
