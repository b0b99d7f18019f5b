// Runs every walk against the real server, one after the other.
import { readdir } from "node:fs/promises";
import { launchBrowser } from "./lib/browser.mjs";
import { build, startServer } from "./lib/server.mjs";

const only = process.argv[2] ?? "";
const here = new URL("./", import.meta.url);
const walks = (await readdir(here)).filter((name) => name.endsWith(".e2e.mjs") && name.includes(only)).sort();

const binary = build();
const browser = await launchBrowser();
let failed = 0;
for (const name of walks) {
  const { default: run, settings } = await import(new URL(name, here));
  const server = await startServer(binary, settings);
  try {
    await run({ browser, server });
  } catch (error) {
    failed++;
    console.error(`FAILED ${error.message}`);
    console.error(server.log.slice(-15).join("\n"));
  } finally {
    await server.stop();
  }
}
await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
