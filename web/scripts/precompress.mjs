// Writes .br and .gz siblings beside everything in dist that compresses.
// index.html is left out: the server puts a fresh nonce into it each time.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const dist = new URL("../dist/", import.meta.url).pathname;
const compressible = /\.(?:js|css|svg|json|webmanifest|txt|map)$/;
// 9 takes a tenth of the time of 11 and is 8 % larger; releases set 11.
const quality = Number(process.env.BROTLI_QUALITY ?? 9);
const leastGain = 0.95;

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

async function* filesBelow(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (compressible.test(entry.name)) yield path;
  }
}

async function compress(path) {
  const { size } = await stat(path);
  const text = await readFile(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: size };
  const [br, gz] = await Promise.all([brotli(text, { params }), deflate(text, { level: 9 })]);
  if (br.length < size * leastGain) await writeFile(`${path}.br`, br);
  if (gz.length < size * leastGain) await writeFile(`${path}.gz`, gz);
}

for await (const path of filesBelow(dist)) await compress(path);
