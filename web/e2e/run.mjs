// Runs every walk against a real server of its own, a few at a time: a walk
// mostly waits. It can start more of them, with other settings. Each lane has its own browser, because the pages of one browser
// take the focus from each other.
import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { launchBrowser } from "./lib/browser.mjs";
import { checkLog } from "./lib/secrets.mjs";
import { build, startServer } from "./lib/server.mjs";

const mostLanes = 3;

const only = process.argv[2] ?? "";
const here = new URL("./", import.meta.url);
const walks = (await readdir(here)).filter((name) => name.endsWith(".e2e.mjs") && name.includes(only)).sort();
const binary = build();
let failed = 0;

async function take(browser, name) {
  const { default: run, settings } = await import(new URL(name, here));
  const servers = [];
  const start = async (some) => {
    servers.push(await startServer(binary, some));
    return servers.at(-1);
  };
  try {
    await run({ browser, server: await start(settings), start });
    for (const { log } of servers) checkLog(log);
  } catch (error) {
    failed++;
    console.error(`FAILED ${error.message}`);
    for (const { log } of servers) console.error(log.slice(-15).join("\n"));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function lane() {
  const browser = await launchBrowser();
  for (let name = walks.shift(); name; name = walks.shift()) await take(browser, name);
  await browser.close();
}

const lanes = Math.min(mostLanes, availableParallelism(), walks.length);
await Promise.all(Array.from({ length: lanes }, lane));
process.exitCode = failed > 0 ? 1 : 0;
