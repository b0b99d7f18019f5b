import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { shot, watch } from "../lib/browser.mjs";
import { makeLms } from "../lib/lms.mjs";
import { looks, wholeShot } from "../lib/looks.mjs";
import { firstPerson } from "../lib/people.mjs";
import { clean, signIn, until } from "../lib/steps.mjs";

export async function lmstudio(desk) {
  const { page, step, list, save } = desk;
  const lms = await makeLms();

  await step("lmstudio: says where it is switched off", page, () => switchedOff(desk));

  await step("lmstudio: says why it cannot be controlled", page, async () => {
    await list.getByRole("link", { name: "LM Studio" }).click();
    await page.getByText("LM Studio’s command was not found").waitFor();
    await clean(page, "lmstudio, missing");
    await shot(page, "desk-light-lmstudio-missing");
    await page.getByRole("link", { name: "Enter the path of the command" }).click();
    await page.getByLabel("Path of its command").fill(lms.path);
    await save.click();
    await page.getByText("Saved, and in effect.").waitFor();
  });

  await step("lmstudio: its server starts, and becomes a provider", page, async () => {
    await list.getByRole("link", { name: "LM Studio" }).click();
    await page.getByText("Stopped").waitFor();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByText("http://localhost:4321", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Add as a provider" }).click();
    await page.getByText("It is the provider “LM Studio”.").waitFor();
  });

  await step("lmstudio: models are loaded and unloaded", page, async () => {
    await page.getByRole("button", { name: "Load Gemma 3 27B Instruct QAT" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Context length").fill("4k");
    await dialog.getByRole("button", { name: "Load", exact: true }).click();
    await dialog.getByText("Enter a whole number above zero.").waitFor();
    await clean(page, "load a model");
    await dialog.getByLabel("Context length").fill("4096");
    await dialog.getByRole("button", { name: "Load", exact: true }).click();
    await dialog.getByText("not enough memory").waitFor();
    await shot(page, "desk-light-lmstudio-load");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Load Qwen3 4B" }).click();
    await dialog.getByLabel("Context length").fill("8192");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("In memory", { exact: true }).waitFor();
    assert.equal(await readFile(lms.asked, "utf8"), "load qwen3-4b --yes --context-length 8192\n");
    await wholeShot(page, "desk-light-lmstudio-loaded");
    await desk.everyLook([["/admin/lmstudio", "LM Studio"]]);
    await page.getByRole("button", { name: "Unload qwen3-4b" }).click();
    await page.getByText("No model is loaded.").waitFor();
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("Stopped").waitFor();
  });

  await step("lmstudio: is asked only while the page is in sight", page, async () => {
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/lmstudio/status")) asked++;
    });
    await page.clock.install();
    await page.reload();
    await page.getByText("Stopped").waitFor();
    const first = asked;
    await until(
      () => asked > first,
      () => page.clock.runFor(1_000),
    );
    await hide(page, true);
    const last = asked;
    await page.clock.runFor(30_000);
    assert.equal(asked, last, "while it is hidden");
    await hide(page, false);
    await page.clock.resume();
  });
  await lms.remove();
}

/** At another server, whose settings say so. */
async function switchedOff({ browser, start, complaints }) {
  const server = await start(["lmstudio.enabled=false"]);
  await firstPerson(server, "ada");
  const context = await browser.newContext(looks.light);
  watch(context, complaints);
  const page = await context.newPage();
  await signIn(page, server, "ada");
  await page.goto(`${server.url}/admin/lmstudio`);
  await page.getByText("Switched off").waitFor();
  assert.equal(await page.getByRole("button", { name: "Start", exact: true }).count(), 0);
  await clean(page, "lmstudio, switched off");
  await shot(page, "desk-light-lmstudio-off");
  await context.close();
}

/** Tells the page that its tab is hidden, or seen again. */
function hide(page, hidden) {
  return page.evaluate((value) => {
    const state = value ? "hidden" : "visible";
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}
