// A server whose disk counts as full: administrators are told, and whoever writes.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { fits, looks } from "./lib/looks.mjs";
import { firstPerson } from "./lib/people.mjs";
import { clean, composer, signIn, walk } from "./lib/steps.mjs";

export const settings = ["storage.disk_warn_mb=1073741824", "storage.disk_refuse_mb=1073741824"];

export default async function run({ browser, server }) {
  const step = walk("health");
  const complaints = [];
  await firstPerson(server, "ada");
  const context = await browser.newContext(looks.light);
  watch(context, complaints);
  const page = await context.newPage();
  const notice = page.getByText("The server’s disk is nearly full");

  await step("an administrator is told on every page", page, async () => {
    await signIn(page, server, "ada");
    await notice.waitFor();
    const session = await context.storageState();
    for (const look of Object.keys(looks)) {
      const other = await browser.newContext({ ...looks[look], storageState: session });
      watch(other, complaints);
      const tab = await other.newPage();
      for (const path of ["/", "/admin/server"]) {
        await tab.goto(server.url + path);
        await tab.getByText("The server’s disk is nearly full").waitFor();
        const name = `health-${look}${path.replaceAll("/", "-")}`;
        await fits(tab, name);
        await clean(tab, name);
        await shot(tab, name);
      }
      await other.close();
    }
    assert.deepEqual(complaints, []);
  });

  await step("who writes is told, and what was typed stays", page, async () => {
    await page.goto(server.url);
    await composer(page).fill("Is there room for this?");
    await composer(page).press("Enter");
    await page.getByText("The server's disk is full").first().waitFor();
    await shot(page, "health-refused");
  });

  await step("the notice can be put away", page, async () => {
    await page.getByRole("button", { name: "Hide this notice" }).click();
    await notice.waitFor({ state: "detached" });
  });
  await context.close();
}
