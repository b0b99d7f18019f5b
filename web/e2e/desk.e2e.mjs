// The administrator's desk: the pages about the server itself.
import assert from "node:assert/strict";
import { backup } from "./desk/backup.mjs";
import { branding } from "./desk/branding.mjs";
import { lmstudio } from "./desk/lmstudio.mjs";
import { settings as serverSettings } from "./desk/settings.mjs";
import { watch } from "./lib/browser.mjs";
import { fits, looks, wholeShot } from "./lib/looks.mjs";
import { firstPerson } from "./lib/people.mjs";
import { clean, signIn, walk } from "./lib/steps.mjs";

const pages = [
  ["/admin/users", "People"],
  ["/admin/providers", "Providers"],
  ["/admin/models", "Models"],
  ["/admin/branding", "Branding"],
  ["/admin/server", "Server"],
  ["/admin/backup", "Backup"],
  ["/admin/lmstudio", "LM Studio"],
  ["/admin/audit", "Audit log"],
];

export default async function run({ browser, server, start }) {
  const step = walk("desk");
  const complaints = [];
  await firstPerson(server, "ada");
  const context = await browser.newContext(looks.light);
  watch(context, complaints);
  const page = await context.newPage();
  const list = page.getByRole("navigation", { name: "Administration" });
  const save = page.getByRole("button", { name: "Save", exact: true });

  /** Opens pages in every look at once, and checks that they fit. */
  const everyLook = async (some) => {
    const session = await context.storageState();
    const lookAt = async (look) => {
      const other = await browser.newContext({ ...looks[look], storageState: session });
      watch(other, complaints);
      const tab = await other.newPage();
      for (const [path, title] of some) {
        await tab.goto(server.url + path);
        await tab.getByRole("heading", { level: 1, name: title }).waitFor();
        await tab.getByRole("heading", { level: 2 }).first().waitFor();
        await fits(tab, `${path}, ${look}`);
        await clean(tab, `${path}, ${look}`);
        await wholeShot(tab, `desk-${look}-${path.split("/").at(-1)}`);
      }
      await other.close();
    };
    await Promise.all(Object.keys(looks).map(lookAt));
  };
  const desk = { browser, server, start, context, page, step, complaints, list, save, everyLook };

  await step("the account menu leads to the administration", page, async () => {
    await signIn(page, server, "ada");
    await page.getByRole("button", { name: "Account menu" }).click();
    await page.getByRole("menuitem", { name: "Administration" }).click();
    await page.waitForURL("**/admin/users");
    for (const [path, title] of pages) {
      await list.getByRole("link", { name: title }).click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      assert.equal(new URL(page.url()).pathname, path);
      await page.waitForFunction((name) => document.title.startsWith(`${name} · `), title);
      assert.equal(await list.locator('[aria-current="page"]').innerText(), title);
    }
    await page.goto(`${server.url}/admin`);
    await page.waitForURL("**/admin/users");
  });

  await branding(desk);
  await serverSettings(desk);
  await lmstudio(desk);
  await step("every page in every look", page, () =>
    everyLook([
      ["/admin/branding", "Branding"],
      ["/admin/server", "Server"],
      ["/admin/backup", "Backup"],
    ]),
  );
  await backup(desk);

  await step("nothing to complain about in the console", page, async () => {
    // Refusals that were asked for, a backup that was never restored, and a server that starts again.
    const unexpected = complaints.filter((text) => !/status of (400|401|404|503)|net::ERR_/.test(text));
    assert.deepEqual(unexpected, []);
  });
  await context.close();
}
