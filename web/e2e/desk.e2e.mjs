// The administrator's desk: the pages about the server itself.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { looks } from "./lib/looks.mjs";
import { firstPerson } from "./lib/people.mjs";
import { png } from "./lib/picture.mjs";
import { clean, signIn, walk } from "./lib/steps.mjs";

const pages = [
  ["/admin/users", "People"],
  ["/admin/providers", "Providers"],
  ["/admin/models", "Models"],
  ["/admin/branding", "Branding"],
  ["/admin/server", "Server"],
];

async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
}

/** Everything on a page, however far it scrolls. */
async function wholeShot(page, name) {
  const size = page.viewportSize();
  const height = await page.evaluate(() => {
    const body = document.querySelector("main .overflow-y-auto:has(h2)") ?? document.documentElement;
    return body.scrollHeight - body.clientHeight;
  });
  await page.setViewportSize({ width: size.width, height: size.height + height });
  await shot(page, name);
  await page.setViewportSize(size);
}

export default async function run({ browser, server }) {
  const step = walk("desk");
  const complaints = [];
  await firstPerson(server, "ada");
  const context = await browser.newContext(looks.light);
  watch(context, complaints);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const list = page.getByRole("navigation", { name: "Administration" });
  const save = page.getByRole("button", { name: "Save", exact: true });

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

  await step("branding: what is wrong is said before it is sent", page, async () => {
    await list.getByRole("link", { name: "Branding" }).click();
    await page.getByLabel("Name of the server").fill("");
    await page.getByLabel("As a code").fill("#12");
    await save.click();
    await page.getByText("Enter a name.").waitFor();
    await page.getByText("Write # and six digits").waitFor();
    const logo = page.getByLabel("Choose a logo, or drop it here");
    const file = (name, mimeType, buffer) => ({ name, mimeType, buffer });
    await logo.setInputFiles(file("page.html", "text/html", Buffer.from("<h1>no</h1>")));
    await page.getByText("A logo has to be a PNG, JPEG or WebP picture.").waitFor();
    await logo.setInputFiles(file("large.png", "image/png", Buffer.alloc(2_000_000)));
    await page.getByText("This file has 2 MB; at most 1.05 MB can be taken.").waitFor();
    await logo.setInputFiles(file("broken.png", "image/png", Buffer.from("no picture")));
    await page.getByText("This file cannot be shown as a picture.").waitFor();
    await logo.setInputFiles(file("wide.png", "image/png", png(2049, 1, [0, 0, 0])));
    await page.getByText("at most 2048 pixels a side").waitFor();
    await clean(page, "branding with faults");
    await list.getByRole("link", { name: "Server" }).click();
    await page.getByRole("alertdialog", { name: "Leave without saving?" }).waitFor();
    await clean(page, "leave without saving");
    await page.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await page.getByLabel("As a code").inputValue(), "#12", "what was typed is kept");
  });

  await step("branding: a pale colour is adapted, a style sheet tried out", page, async () => {
    await page.getByLabel("Name of the server").fill("Kitchen table");
    await page.getByLabel("As a code").fill("#FFCC00");
    await page.getByText("In the light theme it is too close to the background").waitFor();
    await page.getByLabel("Style sheet of this server").fill("h1 { letter-spacing: 3px }");
    const spacing = () => page.evaluate(() => getComputedStyle(document.querySelector("h1")).letterSpacing);
    assert.notEqual(await spacing(), "3px");
    await page.getByRole("switch", { name: "Try it out on this page" }).click();
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "3px");
    await page.getByRole("switch", { name: "Try it out on this page" }).click();
    assert.notEqual(await spacing(), "3px");
    await page
      .getByLabel("Choose a logo, or drop it here")
      .setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: png(96, 96, [180, 40, 40]) });
    await dropFile(page, "Choose an icon, or drop it here", "icon.png", png(32, 32, [40, 120, 40]));
    await page.getByRole("img", { name: "The icon" }).waitFor();
    await clean(page, "branding with a preview");
    await wholeShot(page, "desk-light-branding-draft");
    assert.equal(await page.evaluate(() => document.title), "Branding · RustyGPT", "nothing is saved yet");
    await save.click();
    await page.getByText("Saved. Everybody sees it").waitFor();
    await page.waitForFunction(() => document.title === "Branding · Kitchen table");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "3px");
    assert.match(await page.locator('link[rel="icon"]').getAttribute("href"), /branding\/favicon\?v=/);
    await page.getByRole("navigation", { name: "Chats" }).locator("img").waitFor();
    await shot(page, "desk-light-branding-saved");
  });

  for (const look of ["light", "dark", "phone", "phone-320"]) {
    await step(`the login page has the server's looks, ${look}`, page, async () => {
      const stranger = await browser.newContext(looks[look]);
      watch(stranger, complaints);
      const tab = await stranger.newPage();
      const first = await firstPaint(tab);
      await tab.goto(server.url);
      await tab.waitForURL("**/login**");
      await tab.getByText("Kitchen table").waitFor();
      const seen = await tab.evaluate(first.read);
      assert.deepEqual(seen, { logo: true, spacing: "3px", shift: 0 });
      await tab.waitForFunction(() => document.title === "Sign in · Kitchen table");
      assert.equal(
        await tab.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--on-accent")),
        "#181412",
      );
      await clean(tab, `login, ${look}`);
      await shot(tab, `desk-${look}-login`);
      await stranger.close();
    });
  }

  await step("a style sheet that hides everything can be mended", page, async () => {
    await page.getByLabel("Style sheet of this server").fill("body { display: none }");
    await save.click();
    await page.waitForFunction(() => getComputedStyle(document.body).display === "none");
    await page.goto(`${server.url}/admin/branding?plain`);
    await page.getByRole("button", { name: "Remove the style sheet" }).click();
    await page.getByRole("button", { name: "Remove the logo" }).click();
    await save.click();
    await page.getByText("Saved. Everybody sees it").waitFor();
    const { branding } = await page.evaluate(() => fetch("/api/v1/server").then((r) => r.json()));
    assert.equal(branding.custom_css_url, null);
    assert.equal(branding.logo_url, null);
  });

  await step("server: addresses are checked, kept and cleared", page, async () => {
    await list.getByRole("link", { name: "Server" }).click();
    const url = page.getByLabel("Public address");
    await url.fill("http://chat.example.org");
    await page.getByRole("button", { name: "Add an address" }).click();
    await page.keyboard.type("proxy.example.org");
    await save.click();
    await page.getByText("Enter a whole https address").waitFor();
    await page.getByText("Enter an IP address").waitFor();
    await clean(page, "server with faults");
    await wholeShot(page, "desk-light-server-faults");
    await url.fill("https://chat.example.org/");
    await page.getByLabel("Address or range 1").fill("10.0.0.0/8");
    await page.getByLabel("Path of its command").fill("/bin/sh");
    await save.click();
    await page.getByText("must be the absolute path of a file named lms").waitFor();
    assert.equal(await url.inputValue(), "https://chat.example.org/", "what was typed is kept");
    await page.getByLabel("Path of its command").fill("");
    await save.click();
    await page.getByText("Saved, and in effect.").waitFor();
    await page.reload();
    assert.equal(await url.inputValue(), "https://chat.example.org");
    assert.equal(await page.getByLabel("Address or range 1").inputValue(), "10.0.0.0/8");
    await url.fill("");
    await page.getByRole("button", { name: "Remove address 1" }).click();
    await save.click();
    await page.getByText("Saved, and in effect.").waitFor();
    await page.reload();
    await page.getByText("No proxy is trusted here.").waitFor();
    assert.equal(await url.inputValue(), "");
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      await page.getByLabel("Data directory").inputValue(),
    );
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
        await wholeShot(tab, `desk-${look}-${path.split("/").at(-1)}`);
      }
      await other.close();
    });
  }

  const unexpected = complaints.filter((text) => !/status of 400/.test(text));
  assert.deepEqual(unexpected, []);
  await context.close();
}

/** Drops a file onto a field, as from the desktop. */
async function dropFile(page, label, name, content) {
  const transfer = await page.evaluateHandle(
    ([fileName, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], fileName, { type: "image/png" }));
      return data;
    },
    [name, [...content]],
  );
  await page.getByText(label).dispatchEvent("drop", { dataTransfer: transfer });
}

/** Notes what the page looks like when it has something to show for the first time. */
async function firstPaint(page) {
  await page.addInitScript(() => {
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
  });
  return { read: () => ({ ...globalThis.firstSeen, shift: globalThis.shift }) };
}
