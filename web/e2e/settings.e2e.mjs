// The settings: every page, by mouse, by keys alone, in every language and at every width.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { holdBack } from "./lib/hold-back.mjs";
import { newPerson, signedIn } from "./lib/people.mjs";
import { answers, clean, composer, finished, password, setUpAdministrator, walk } from "./lib/steps.mjs";

const pages = ["profile", "password", "sessions", "appearance", "language", "notifications"];

const looks = {
  light: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  "de-390": {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: "de-DE",
  },
  "de-320": {
    viewport: { width: 320, height: 640 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: "de-DE",
    colorScheme: "dark",
  },
  "fr-320": {
    viewport: { width: 320, height: 640 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: "fr-FR",
  },
};

export default async function run({ browser, server }) {
  const step = walk("settings");
  const complaints = [];
  const open = async (options) => {
    const context = await browser.newContext(options);
    watch(context, complaints);
    const page = await context.newPage();
    return page;
  };
  const page = await open(looks.light);

  await step("set up", page, async () => {
    await setUpAdministrator(page, server);
    await page.getByRole("radio", { name: "Try the demo" }).click();
    await page.getByRole("button", { name: "Start with the demo" }).click();
    await composer(page).waitFor();
  });

  await step("the address of the settings leads to the first page", page, async () => {
    await page.goto(`${server.url}/settings`);
    await page.waitForURL("**/settings/profile");
    await page.getByRole("heading", { level: 1, name: "Profile" }).waitFor();
    assert.equal(await page.title(), "Profile · RustyGPT");
  });

  await step("the profile: faults, save state, leaving with changes", page, async () => {
    await page.getByLabel("User name").fill("a!");
    await page.getByText("Not saved yet").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Use 3 to 64 letters").waitFor();
    await focusIs(page, "User name");
    await clean(page, "profile with a fault");
    await page.getByRole("link", { name: "Appearance" }).click();
    await page.getByRole("alertdialog", { name: "Leave without saving?" }).waitFor();
    await clean(page, "leaving with changes");
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    assert.equal(await page.getByLabel("User name").inputValue(), "a!");
    await page.getByLabel("User name").fill("ada");
    await page.getByLabel("Display name").fill("Ada Lovelace");
    const letGo = await holdBack(page, "**/api/profile", "PATCH");
    await page.getByRole("button", { name: "Save" }).click();
    // Whoever types on while it is saved loses nothing.
    await page.getByLabel("E-mail address").fill("ada@example.org");
    letGo();
    await page.getByText("Not saved yet").waitFor();
    assert.equal(await page.getByLabel("E-mail address").inputValue(), "ada@example.org");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.getByLabel("Display name").fill("someone else");
    await page.getByRole("link", { name: "Appearance" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
    await page.waitForURL("**/settings/appearance");
  });

  await step("the search leads to the field", page, async () => {
    await page.getByRole("button", { name: "Search settings" }).click();
    await page.keyboard.type("mail");
    await page.getByRole("option", { name: "E-mail address" }).waitFor();
    await clean(page, "search");
    await shot(page, "settings-search");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/settings/profile#email");
    await focusIs(page, "E-mail address (optional)");
  });

  await step("every entry of the search leads somewhere", page, async () => {
    await page.getByRole("button", { name: "Search settings" }).click();
    await page.getByRole("option").first().waitFor();
    const entries = await page.getByRole("option").evaluateAll((all) => all.map((one) => one.textContent));
    assert.ok(entries.length >= 9);
    await page.keyboard.press("Escape");
    await focusIs(page, "Search settings");
    for (const [i] of entries.entries()) {
      await page.getByRole("button", { name: "Search settings" }).click();
      await page.getByRole("option").nth(i).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.waitForFunction(() => document.getElementById(location.hash.slice(1)));
    }
  });

  await step("the theme follows the system, and the choice holds from the first paint", page, async () => {
    await page.goto(`${server.url}/settings/appearance`);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(() => document.documentElement.classList.contains("dark"));
    await page.emulateMedia({ colorScheme: "light" });
    await page.waitForFunction(() => !document.documentElement.classList.contains("dark"));
    // The page is left before the choice has reached the server.
    const choices = "**/api/v1/auth/preferences";
    await page.route(choices, () => undefined);
    await page.getByRole("radio", { name: "Dark" }).click();
    await page.unroute(choices);
    const told = page.waitForResponse(choices);
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction(() => document.body !== null);
    assert.ok(await isDark(page), "dark from the first paint");
    await told;
    await page.getByRole("radio", { name: "Dark", checked: true }).waitFor();
    assert.ok(await isDark(page), "dark for good");
    await page.getByRole("radio", { name: "System" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
  });

  await step("another language, without losing what is typed", page, async () => {
    const other = await page.context().newPage();
    await other.goto(server.url);
    await composer(other).fill("half a thought");
    await other.getByRole("button", { name: "More to start" }).click();
    await other.getByRole("menuitem", { name: /New group/ }).click();
    await other.getByLabel("Name of the group").fill("Reading");
    await page.getByRole("link", { name: "Language" }).click();
    await page.getByRole("radio", { name: "Deutsch" }).click();
    await page.getByText("Gespeichert", { exact: true }).waitFor();
    await page.getByRole("heading", { level: 1, name: "Sprache" }).waitFor();
    assert.equal(await page.title(), "Sprache · RustyGPT");
    assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
    await clean(page, "language");
    // The other tab follows, with its dialog and what is in it.
    const dialog = other.getByRole("dialog", { name: "Neue Gruppe" });
    assert.equal(await dialog.getByLabel("Name der Gruppe").inputValue(), "Reading");
    await other.keyboard.press("Escape");
    assert.equal(await other.getByRole("textbox", { name: "Nachricht" }).inputValue(), "half a thought");
    await other.close();
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction(() => document.body !== null);
    assert.equal(await page.evaluate(() => document.documentElement.lang), "de", "from the first paint");
    await page.getByRole("radio", { name: "Sprache des Browsers verwenden" }).click();
    await page.getByRole("heading", { level: 1, name: "Language" }).waitFor();
  });

  await step("signing out everywhere else", page, async () => {
    const elsewhere = await open(looks.dark);
    await elsewhere.goto(`${server.url}/login`);
    await elsewhere.getByLabel("User name or e-mail").fill("ada");
    await elsewhere.getByLabel("Password", { exact: true }).fill(password);
    await elsewhere.getByRole("button", { name: "Sign in" }).click();
    await composer(elsewhere).waitFor();
    await page.goto(`${server.url}/settings/sessions`);
    await page.getByText("This device").waitFor();
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await page.getByRole("alertdialog").getByText("1 other session ends at once.").waitFor();
    await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere else" }).click();
    await page.getByText("You are signed in nowhere else.").waitFor();
    await elsewhere.goto(`${server.url}/settings/profile`);
    await elsewhere.waitForURL("**/login**");
    await elsewhere.context().close();
  });

  await step("what the server refuses is said in the language of the page", page, async () => {
    await newPerson(server, await signedIn(server, "ada", password), "grace");
    const german = await open({ ...looks["de-390"], storageState: await page.context().storageState() });
    await german.goto(`${server.url}/settings/profile`);
    const email = german.getByLabel("E-Mail-Adresse (optional)");
    const before = await email.inputValue();
    await email.fill(`${"a".repeat(300)}@example.org`);
    await german.getByRole("button", { name: "Speichern" }).click();
    await german.getByText("Darf höchstens 254 Bytes haben.").waitFor();
    await focusIs(german, "E-Mail-Adresse (optional)");
    await shot(german, "settings-refused-field-de-390");
    await email.fill(before);
    await german.getByLabel("Benutzername").fill("grace");
    await german.getByRole("button", { name: "Speichern" }).click();
    await german.getByText("Der Benutzername oder die E-Mail-Adresse ist vergeben.").waitFor();
    await fits(german, "a refusal in German");
    await clean(german, "a refusal in German");
    await shot(german, "settings-refused-de-390");
    await german.context().close();
  });

  await step("the password: faults beside the fields, then a new one", page, async () => {
    await page.getByRole("link", { name: "Password" }).click();
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Enter your current password.").waitFor();
    await focusIs(page, "Current password");
    await clean(page, "password with faults");
    await page.getByLabel("Current password").fill(password);
    await page.getByLabel("New password", { exact: true }).fill(`${password} two`);
    await page.getByLabel("New password again").fill(`${password} two`);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
  });

  await step("by keys alone: sign in, chat, change a setting", page, async () => {
    const keys = await open(looks.light);
    const listed = await holdBack(keys, "**/api/v1/models");
    await keys.goto(server.url);
    await keys.waitForURL("**/login**");
    await focusIs(keys, "User name or e-mail address");
    await keys.keyboard.type("ada");
    await keys.keyboard.press("Tab");
    await keys.keyboard.type(`${password} two`);
    await keys.keyboard.press("Enter");
    await composer(keys).waitFor();
    await focusIs(keys, "Message");
    // Whoever writes fast sends before the list of models is here.
    await keys.keyboard.type("Hello!");
    await keys.keyboard.press("Enter");
    listed();
    await keys.waitForURL("**/chats/*");
    await finished(keys);
    assert.ok((await answers(keys).count()) > 0);
    await tabTo(keys, /Account menu/, "Shift+Tab");
    await keys.keyboard.press("Enter");
    await keys.getByRole("menu").waitFor();
    await keys.keyboard.press("Escape");
    await keys.getByRole("menu").waitFor({ state: "detached" });
    await focusIs(keys, /Account menu/);
    await keys.keyboard.press("Enter");
    await keys.keyboard.press("Enter");
    await keys.waitForURL("**/settings/profile");
    await tabTo(keys, "Appearance");
    await keys.keyboard.press("Enter");
    await keys.waitForURL("**/settings/appearance");
    await tabTo(keys, "System");
    await hold(keys, "ArrowLeft", () => document.documentElement.classList.contains("dark"));
    assert.ok(await hasOutline(keys), "the focus is seen");
    await keys.getByText("Saved", { exact: true }).waitFor();
    await hold(keys, "ArrowRight", () => !document.documentElement.classList.contains("dark"));
    await keys.getByText("Saved", { exact: true }).waitFor();
    await keys.context().close();
  });

  await step("in every look, and no text is too wide", page, async () => {
    const storageState = await page.context().storageState();
    // The language is the browser's here.
    const lookAround = async ([look, options]) => {
      const shown = await open({ ...options, storageState });
      await shown.goto(`${server.url}/settings`);
      for (const name of pages) {
        await shown.locator(`main nav a[href="/settings/${name}"]`).click();
        await shown.locator(`main:has(a[aria-current=page][href="/settings/${name}"]) h1`).waitFor();
        await shown.waitForFunction(() => !document.querySelector("main .animate-spin"));
        await fits(shown, `${name}, ${look}`);
        await clean(shown, `${name}, ${look}`);
        await shot(shown, `settings-${name}-${look}`);
      }
      await shown.context().close();
    };
    await Promise.all(Object.entries(looks).map(lookAround));
  });

  await step("a language written from right to left would mirror the page", page, async () => {
    await page.evaluate(() => {
      document.documentElement.dir = "rtl";
    });
    const box = (locator) => locator.boundingBox();
    const list = await box(page.locator("main nav"));
    const heading = await box(page.locator("main h1"));
    const sidebar = await box(page.getByRole("navigation", { name: "Chats" }));
    assert.ok(sidebar.x > list.x && list.x > heading.x, "the sidebar is at the right");
    await fits(page, "from right to left");
    await shot(page, "settings-rtl");
    await page.evaluate(() => {
      document.documentElement.dir = "ltr";
    });
  });

  await step("the sign-in page speaks the browser's language, or the chosen one", page, async () => {
    const shown = await open(looks["de-320"]);
    await shown.goto(`${server.url}/login`);
    await shown.getByLabel("Benutzername oder E-Mail-Adresse").fill("ada");
    await fits(shown, "login, German");
    await clean(shown, "login, German");
    await shot(shown, "login-de-320");
    await shown.getByRole("button", { name: /Sprache/ }).click();
    await shown.getByRole("menuitemradio", { name: "Français" }).click();
    const field = shown.getByLabel("Nom d’utilisateur ou adresse e-mail");
    assert.equal(await field.inputValue(), "ada", "what was typed is still there");
    await fits(shown, "login, French");
    await shot(shown, "login-fr-320");
    await shown.context().close();
  });

  await step("nothing to complain about in the console", page, async () => {
    const other = complaints.filter((complaint) => !/401|400|409/.test(complaint));
    assert.deepEqual(other, []);
  });
  await page.context().close();
}

function isDark(page) {
  return page.evaluate(() => document.documentElement.classList.contains("dark"));
}

async function fits(page, name) {
  const wide = await page.evaluate(() => {
    const bodies = [document.documentElement, ...document.querySelectorAll("main, main *")];
    return bodies
      .filter((box) => box.scrollWidth > box.clientWidth + 1)
      .filter((box) => /auto|scroll|visible/.test(getComputedStyle(box).overflowX))
      .filter((box) => box.getBoundingClientRect().right > innerWidth + 1 || box === document.documentElement)
      .map((box) => `${box.tagName}.${box.className}`);
  });
  assert.deepEqual(wide, [], `${name} is too wide`);
}

async function focusIs(page, name) {
  const pattern = typeof name === "string" ? { name, exact: true } : { name };
  const found = ["textbox", "button", "radio", "link"].map((role) => page.getByRole(role, pattern));
  const field = typeof name === "string" ? [page.getByLabel(name, { exact: true })] : [];
  const any = [...field, ...found].reduce((one, other) => one.or(other));
  const there = await any
    .and(page.locator(":focus"))
    .waitFor()
    .then(
      () => true,
      () => false,
    );
  if (there) return;
  const instead = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  throw new Error(`the focus is not on ${name} but on ${instead}`);
}

/** Moves on by the keyboard until something of that name has the focus. */
async function tabTo(page, name, key = "Tab") {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press(key);
    const there = await page.evaluate(() => {
      const at = document.activeElement;
      return (at?.getAttribute("aria-label") ?? at?.textContent ?? "").trim();
    });
    if (typeof name === "string" ? there === name : name.test(there)) return;
  }
  throw new Error(`${name} cannot be reached by ${key}`);
}

/** Presses a key for as long as a person would: radio buttons choose a moment after it goes down. */
async function hold(page, key, until) {
  await page.keyboard.down(key);
  await page.waitForFunction(until);
  await page.keyboard.up(key);
}

function hasOutline(page) {
  return page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
}
