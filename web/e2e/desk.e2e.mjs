// The administrator's desk: the pages about the server itself.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { looks } from "./lib/looks.mjs";
import { firstPerson } from "./lib/people.mjs";
import { clean, signIn, walk } from "./lib/steps.mjs";

const pages = [
  ["/admin/users", "People"],
  ["/admin/providers", "Providers"],
  ["/admin/models", "Models"],
];

async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
}

export default async function run({ browser, server }) {
  const step = walk("desk");
  const complaints = [];
  await firstPerson(server, "ada");
  const context = await browser.newContext(looks.light);
  watch(context, complaints);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);

  await step("the account menu leads to the administration", page, async () => {
    await signIn(page, server, "ada");
    await page.getByRole("button", { name: "Account" }).click();
    await page.getByRole("menuitem", { name: "Administration" }).click();
    await page.waitForURL("**/admin/users");
    const list = page.getByRole("navigation", { name: "Administration" });
    for (const [path, title] of pages) {
      await list.getByRole("link", { name: title }).click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      assert.equal(new URL(page.url()).pathname, path);
      assert.match(await page.title(), new RegExp(`^${title} · `));
      assert.equal(await list.locator('[aria-current="page"]').innerText(), title);
    }
    await page.goto(`${server.url}/admin`);
    await page.waitForURL("**/admin/users");
  });

  const session = await context.storageState();
  for (const look of ["light", "dark", "phone", "phone-320"]) {
    await step(`every page, ${look}`, page, async () => {
      const other = await browser.newContext({ ...looks[look], storageState: session });
      watch(other, complaints);
      const tab = await other.newPage();
      for (const [path, title] of pages) {
        await tab.goto(server.url + path);
        await tab.getByRole("heading", { level: 1, name: title }).waitFor();
        await fits(tab, `${path}, ${look}`);
        await clean(tab, `${path}, ${look}`);
        await shot(tab, `desk-${look}-${path.split("/").at(-1)}`);
      }
      await other.close();
    });
  }

  assert.deepEqual(complaints, []);
  await context.close();
}
