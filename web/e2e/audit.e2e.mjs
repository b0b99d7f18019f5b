// The audit log: what administrators do appears in it, can be narrowed down and
// taken along.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { shot, watch } from "./lib/browser.mjs";
import { looks, wholeShot } from "./lib/looks.mjs";
import { firstPerson, newPerson } from "./lib/people.mjs";
import { apiKey, password } from "./lib/secrets.mjs";
import { clean, signIn, walk } from "./lib/steps.mjs";

const entries = (page) => page.locator("main details");

async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
}

/** A morning of an administrator. */
async function work(ada, eve) {
  await ada.put("/api/v1/admin/branding", { server_name: "Kitchen table", accent_color: "#2f6f4f" });
  const provider = await ada.post("/api/v1/admin/providers", {
    name: "A provider with quite a long name, as they come",
    base_url: "http://127.0.0.1:9/v1",
    api_key: apiKey,
  });
  await ada.patch(`/api/v1/admin/providers/${provider.id}`, { enabled: false, clear_api_key: true });
  await ada.put("/api/v1/admin/server", { trusted_proxies: ["10.0.0.0/8", "2001:db8::/32"] });
  await ada.patch(`/api/v1/admin/users/${eve.id}`, { role: "admin", replacement_password: `${apiKey} 2` });
  await ada.remove(`/api/v1/admin/users/${ada.id}`).catch(() => "refused");
  await ada.remove(`/api/v1/admin/users/${eve.id}`);
}

/** Returns the status of the refusal. */
async function failToSignIn(server, login, secret) {
  const answer = await fetch(`${server.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ login, password: secret }),
  });
  return answer.status;
}

export default async function run({ browser, server }) {
  const step = walk("audit");
  const complaints = [];
  const ada = await firstPerson(server, "ada");
  const eve = await newPerson(server, ada, "eve");
  const context = await browser.newContext(looks.light);
  watch(context, complaints);
  const page = await context.newPage();

  await step("what was done is in the list", page, async () => {
    await signIn(page, server, "ada");
    await page.goto(`${server.url}/admin/audit`);
    await page.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
    await page.getByText("Add the account eve").waitFor();
    await page.getByText("Set up the server for ada").waitFor();
    assert.equal(await entries(page).count(), 5, "with three sign-ins");
    await work(ada, eve);
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByText("Delete the account eve").waitFor();
    assert.equal(await entries(page).count(), 12);
    await clean(page, "audit log");
    await shot(page, "audit-light");
  });

  await step("an entry opens by keyboard and keeps secrets", page, async () => {
    const changed = entries(page).filter({ hasText: "Change the account eve" });
    await changed.locator("summary").focus();
    await page.keyboard.press("Enter");
    await changed.getByText("Administrator").waitFor();
    await changed.getByText("Password").waitFor();
    const provider = entries(page).filter({ hasText: "Change the provider" });
    await provider.locator("summary").click();
    await provider.getByText("API key").waitFor();
    await entries(page).filter({ hasText: "Refused" }).locator("summary").click();
    await page.getByText("It did not fit the state of things").waitFor();
    assert.ok(!(await page.content()).includes(apiKey), "a key is shown");
    await clean(page, "open entries");
    await shot(page, "audit-light-open");
  });

  await step("the list is narrowed down", page, async () => {
    await page.getByLabel("About").selectOption({ label: "People" });
    await page.getByText("Change the branding").waitFor({ state: "detached" });
    assert.equal(await entries(page).count(), 4);
    await page.getByLabel("Person").fill("eve");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing matches").waitFor();
    await clean(page, "nothing matches");
    await shot(page, "audit-light-nothing");
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByText("Change the branding").waitFor();
    await page.getByLabel("Until").fill("2001-01-01");
    await page.getByText("Nothing matches").waitFor();
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByText("Change the branding").waitFor();
  });

  await step("what is shown can be taken along", page, async () => {
    await page.getByRole("button", { name: "Export" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Table (CSV)" }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^rustygpt-audit-\d{8}\.csv$/);
    const rows = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
    assert.equal(rows.length, 13);
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByText("Export the audit log").waitFor();
  });

  await step("older entries follow", page, async () => {
    for (let n = 0; n < 60; n++) await ada.put("/api/v1/admin/branding", { server_name: `Table ${n}` });
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.waitForFunction(() => document.querySelectorAll("main details").length === 50);
    await page.getByRole("button", { name: "Show older entries" }).click();
    await page.getByText("Set up the server for").waitFor();
    assert.equal(await entries(page).count(), 73);
    assert.equal(await page.getByRole("button", { name: "Show older entries" }).count(), 0);
  });

  await step("who signs in is there, and who fails to, counted", page, async () => {
    const gus = await newPerson(server, ada, "gus");
    await gus.remove(`/api/v1/admin/users/${ada.id}`).catch(() => "refused");
    for (const [login, secret] of [
      ["gus", "wrong"],
      ["gus", "wrong again"],
      [password, "in the wrong field"],
    ])
      assert.equal(await failToSignIn(server, login, secret), 401);
    await page.getByLabel("About").selectOption({ label: "Access" });
    const failed = entries(page).filter({ hasText: "Try to sign in as gus" });
    await failed.locator("summary").click();
    await failed.getByText("The password was wrong").waitFor();
    await failed.getByText("Attempts", { exact: true }).waitFor();
    await entries(page).filter({ hasText: "as an unknown account" }).locator("summary").click();
    await entries(page).filter({ hasText: "Try what only administrators may do" }).locator("summary").click();
    await page.getByText("DELETE /api/v1/admin/users/{id}").waitFor();
    assert.ok(!(await page.content()).includes(password), "a password that was entered as a name is shown");
    await clean(page, "sign-ins");
    await wholeShot(page, "audit-light-signins");
  });

  for (const look of ["dark", "phone", "phone-320"]) {
    await step(`the log fits, ${look}`, page, async () => {
      const other = await browser.newContext({ ...looks[look], storageState: await context.storageState() });
      watch(other, complaints);
      const tab = await other.newPage();
      await tab.goto(`${server.url}/admin/audit`);
      await tab.getByLabel("About").selectOption({ label: "Providers" });
      await tab.getByText("Change the branding").first().waitFor({ state: "detached" });
      await entries(tab).first().locator("summary").click();
      await tab.getByText("API key").first().waitFor();
      await fits(tab, look);
      await clean(tab, `audit log, ${look}`);
      await shot(tab, `audit-${look}`);
      await tab.getByLabel("About").selectOption({ label: "Access" });
      await entries(tab).filter({ hasText: "Try to sign in as gus" }).locator("summary").click();
      await fits(tab, look);
      await clean(tab, `sign-ins, ${look}`);
      await wholeShot(tab, `audit-signins-${look}`);
      await other.close();
    });
  }

  assert.deepEqual(complaints, []);
  await context.close();
}
