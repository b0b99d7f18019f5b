import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = fileURLToPath(new URL("../screenshots/", import.meta.url));

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser() {
  await mkdir(screenshots, { recursive: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
}

/** Everything the browser complained about, from all pages of a context. */
export function watch(context, complaints) {
  context.on("page", (page) => {
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || /Content Security Policy|TrustedScript/i.test(message.text())) {
        complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
  });
}

export async function shot(page, name) {
  await page.screenshot({ path: `${screenshots}${name}.png`, animations: "disabled" });
}

/** The serious findings of axe on a page (WCAG 2.2 A and AA, best practices). */
export async function axe(page) {
  // Playwright evaluates outside the page's content security policy.
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return result.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map((n) => `${n.html} | ${n.failureSummary}`),
    }));
  });
  return violations;
}
