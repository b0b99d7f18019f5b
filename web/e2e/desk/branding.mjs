import assert from "node:assert/strict";
import { shot, watch } from "../lib/browser.mjs";
import { looks, wholeShot } from "../lib/looks.mjs";
import { png } from "../lib/picture.mjs";
import { clean } from "../lib/steps.mjs";

const picture = (name, buffer, mimeType = "image/png") => ({ name, mimeType, buffer });

export async function branding({ browser, server, page, step, complaints, list, save }) {
  const logo = page.getByLabel("Choose a logo, or drop it here");
  const code = page.getByLabel("As a code");
  const sheet = page.getByLabel("Style sheet of this server");
  const spacing = () => page.evaluate(() => getComputedStyle(document.querySelector("h1")).letterSpacing);
  const spaced = () =>
    page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "3px");

  await step("branding: what is wrong is said before it is sent", page, async () => {
    await list.getByRole("link", { name: "Branding" }).click();
    await page.getByLabel("Name of the server").fill("");
    await code.fill("#12");
    await save.click();
    await page.getByText("Enter a name.").waitFor();
    await page.getByText("Write # and six digits").waitFor();
    for (const [file, says] of [
      [picture("page.html", Buffer.from("<h1>no</h1>"), "text/html"), "has to be a PNG, JPEG or WebP"],
      [picture("large.png", Buffer.alloc(2_000_000)), "This file has 2 MB; at most 1.05 MB"],
      [picture("broken.png", Buffer.from("no picture")), "cannot be shown as a picture"],
      [picture("wide.png", png(2049, 1, [0, 0, 0])), "at most 2048 pixels a side"],
    ]) {
      await logo.setInputFiles(file);
      await page.getByText(says).waitFor();
    }
    await clean(page, "branding with faults");
    await list.getByRole("link", { name: "Server" }).click();
    await page.getByRole("alertdialog", { name: "Leave without saving?" }).waitFor();
    await clean(page, "leave without saving");
    await page.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await code.inputValue(), "#12", "what was typed is kept");
  });

  await step("branding: a pale colour is adapted, a style sheet tried out", page, async () => {
    await page.getByLabel("Name of the server").fill("Kitchen table");
    await code.fill("#FFCC00");
    await page.getByText("In the light theme it is too close to the background").waitFor();
    await sheet.fill("h1 { letter-spacing: 3px }");
    assert.notEqual(await spacing(), "3px");
    await page.getByRole("switch", { name: "Try it out on this page" }).click();
    await spaced();
    await page.getByRole("switch", { name: "Try it out on this page" }).click();
    assert.notEqual(await spacing(), "3px");
    await logo.setInputFiles(picture("logo.png", png(96, 96, [180, 40, 40])));
    await drop(page, "Choose an icon, or drop it here", png(32, 32, [40, 120, 40]));
    await page.getByRole("img", { name: "The icon" }).waitFor();
    await clean(page, "branding with a preview");
    await wholeShot(page, "desk-light-branding-draft");
    assert.equal(await page.title(), "Branding · RustyGPT", "nothing is saved yet");
    await save.click();
    await page.getByText("Saved. Everybody sees it").waitFor();
    await page.waitForFunction(() => document.title === "Branding · Kitchen table");
    await spaced();
    assert.match(await page.locator('link[rel="icon"]').getAttribute("href"), /branding\/favicon\?v=/);
    await page.getByRole("navigation", { name: "Chats" }).locator("img").waitFor();
  });

  await step("the login page has the server's looks from the first paint", page, async () => {
    await Promise.all(Object.keys(looks).map((look) => login({ browser, server, complaints, look })));
  });

  await step("a style sheet that hides everything can be mended", page, async () => {
    await sheet.fill("body { display: none }");
    await save.click();
    await page.waitForFunction(() => getComputedStyle(document.body).display === "none");
    await page.goto(`${server.url}/admin/branding?plain`);
    await page.getByRole("button", { name: "Remove the style sheet" }).click();
    await page.getByRole("button", { name: "Remove the logo" }).click();
    await save.click();
    await page.getByText("Saved. Everybody sees it").waitFor();
    const saved = await page.evaluate(async () => (await (await fetch("/api/v1/server")).json()).branding);
    assert.equal(saved.custom_css_url, null);
    assert.equal(saved.logo_url, null);
  });
}

/** What somebody sees who comes for the first time. */
async function login({ browser, server, complaints, look }) {
  const stranger = await browser.newContext(looks[look]);
  watch(stranger, complaints);
  const tab = await stranger.newPage();
  await tab.addInitScript(noteFirstPaint);
  await tab.goto(server.url);
  await tab.waitForURL("**/login**");
  await tab.getByText("Kitchen table").waitFor();
  const seen = await tab.evaluate(() => ({ ...globalThis.firstSeen, shift: globalThis.shift }));
  assert.deepEqual(seen, { logo: true, spacing: "3px", shift: 0 }, look);
  await tab.waitForFunction(() => document.title === "Sign in · Kitchen table");
  const onAccent = () => getComputedStyle(document.documentElement).getPropertyValue("--on-accent");
  assert.equal(await tab.evaluate(onAccent), "#181412", "dark text on yellow");
  await clean(tab, `login, ${look}`);
  await shot(tab, `desk-${look}-login`);
  await stranger.close();
}

/** Runs in the page: notes what it looks like when it has something to show. */
function noteFirstPaint() {
  globalThis.shift = 0;
  new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries()) globalThis.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new MutationObserver((_, observer) => {
    const heading = document.querySelector("h1");
    if (!heading) return;
    observer.disconnect();
    globalThis.firstSeen = {
      logo: document.querySelector("main img")?.complete ?? false,
      spacing: getComputedStyle(heading).letterSpacing,
    };
  }).observe(document, { childList: true, subtree: true });
}

/** Drops a picture onto a field, as from the desktop. */
async function drop(page, label, content) {
  const dataTransfer = await page.evaluateHandle(
    (bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], "icon.png", { type: "image/png" }));
      return data;
    },
    [...content],
  );
  await page.getByText(label).dispatchEvent("drop", { dataTransfer });
}
