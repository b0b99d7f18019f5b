// From the first visit to a chat with the demo, and everything one does there.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import {
  answers,
  clean,
  composer,
  finished,
  password,
  questions,
  send,
  setUpAdministrator,
  signIn,
  textOf,
  walk,
} from "./lib/steps.mjs";

export default async function run({ browser, server }) {
  const step = walk("demo");
  const complaints = [];
  const context = await browser.newContext({
    viewport: { width: 1280, height: 832 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  watch(context, complaints);
  const page = await context.newPage();

  await step("setup with the demo signs in", page, async () => {
    await page.goto(server.url);
    await page.waitForURL("**/setup");
    await clean(page, "setup: token");
    await shot(page, "setup-token");
    await setUpAdministrator(page, server, async () => {
      const address = page.getByLabel("Public address");
      assert.equal(await address.inputValue(), "", "an address without TLS is for nobody else");
      await clean(page, "setup: server");
      await shot(page, "setup-server");
      await address.fill("http://chat.example.org");
      await page.getByRole("radio", { name: "Green" }).check();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("Enter a whole https address").waitFor();
      await clean(page, "setup: server, refused");
      await address.fill("https://chat.example.org");
    });
    await page.getByRole("radio", { name: "Try the demo" }).waitFor();
    await clean(page, "setup: provider");
    await shot(page, "setup-provider");
    await page.getByRole("radio", { name: "Try the demo" }).click();
    await page.getByRole("button", { name: "Start with the demo" }).click();
    await page.waitForURL(`${server.url}/`);
    const { branding } = await page.evaluate(() => fetch("/api/v1/server").then((r) => r.json()));
    assert.equal(branding.accent_color, "#2b8050");
    await page.getByText("built-in demo").waitFor();
    await clean(page, "new chat");
    await shot(page, "new-chat");
  });

  await step("the composer keeps its rules", page, async () => {
    await composer(page).waitFor();
    assert.ok(await composer(page).evaluate((field) => field === document.activeElement), "focus on load");
    const sendButton = page.getByRole("button", { name: "Send" });
    assert.ok(await sendButton.isDisabled());
    await composer(page).fill("   \n ");
    assert.ok(await sendButton.isDisabled(), "whitespace cannot be sent");
    await composer(page).press("Enter");
    assert.equal(await questions(page).count(), 0);
    await composer(page).fill("one");
    await composer(page).press("Shift+Enter");
    assert.equal(await composer(page).inputValue(), "one\n");
    await composer(page).dispatchEvent("keydown", { key: "Enter", isComposing: true, keyCode: 229 });
    assert.equal(await questions(page).count(), 0, "Enter while composing does not send");
    await composer(page).fill("word ".repeat(4000));
    const box = await composer(page).boundingBox();
    assert.ok(box.height <= 832 * 0.42, `the box is ${box.height} px high`);
    await composer(page).fill("a draft");
    await page.reload();
    assert.equal(await composer(page).inputValue(), "a draft");
  });

  let chatUrl = "";
  await step("the demo answers", page, async () => {
    await send(page, "Hello! Show me a table, some code and a list.");
    await page.waitForURL("**/chats/*");
    chatUrl = page.url();
    await finished(page);
    await page.getByRole("status").getByText("The answer is complete.").waitFor({ state: "attached" });
    const shown = await answers(page)
      .last()
      .evaluate((article) => article.querySelectorAll(".block").length);
    assert.ok(shown > 5);
    await clean(page, "chat");
    await shot(page, "chat");
  });

  await step("what is shown is what the server has", page, async () => {
    const id = chatUrl.split("/").at(-1);
    const line = await page.evaluate(
      (chat) => fetch(`/api/conversations/${chat}/messages`).then((r) => r.json()),
      id,
    );
    await answers(page).last().getByRole("button", { name: "Copy", exact: true }).last().click();
    await answers(page).last().getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), line.messages.at(-1).content);
    const rich = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return (await item.getType("text/html")).text();
    });
    assert.match(rich, /<table>/);
    const code = /```\w*\n([\s\S]*?)\n```/.exec(line.messages.at(-1).content)[1];
    await page.locator(".code-block").first().getByRole("button", { name: "Copy" }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
    assert.ok((await page.locator(".hljs-keyword, .hljs-string").count()) > 0, "finished code is coloured");
  });

  await step("the title appears and the tab is named", page, async () => {
    await page.getByRole("heading", { level: 1, name: /^Hello! Show me/ }).waitFor();
    assert.match(await page.title(), /^Hello! Show me .* · RustyGPT$/);
  });

  await step("answering again makes siblings; the choice is kept", page, async () => {
    await send(page, "And now a longer story, please.");
    await finished(page);
    await answers(page).last().getByRole("button", { name: "Answer again" }).click();
    await page.getByRole("menuitem", { name: "With the same model" }).click();
    await page.getByText("2/2").waitFor();
    await finished(page);
    await page.getByRole("button", { name: "Previous version" }).click();
    await page.getByText("1/2").waitFor();
    await page.reload();
    await page.getByText("1/2").waitFor();
    await page.getByRole("button", { name: "Previous version" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText("2/2").waitFor();
    await shot(page, "siblings");
  });

  await step("answering again with an instruction", page, async () => {
    await answers(page).last().getByRole("button", { name: "Answer again" }).click();
    await page.getByRole("menuitem", { name: "With an instruction" }).click();
    await page.getByRole("dialog").waitFor();
    await clean(page, "instruction dialog");
    await shot(page, "instruction");
    await page.getByLabel("What should be different?").fill("Use fewer words.");
    await page.getByRole("dialog").getByRole("button", { name: "Answer again" }).click();
    await page.getByText("3/3").waitFor();
    await finished(page);
  });

  await step("editing: cancel, save, and rerun on a new branch", page, async () => {
    const last = () => questions(page).last();
    await last().hover();
    await last().getByRole("button", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Edited message" }).fill("something else");
    await clean(page, "edit form");
    await page.keyboard.press("Escape");
    assert.match(await textOf(last()), /And now a longer story/);
    await last().getByRole("button", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Edited message" }).fill("And now a longer story, thanks.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("thanks.").first().waitFor();
    await page.getByText("· edited").waitFor();
    await last().hover();
    await last().getByRole("button", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Edited message" }).fill("A poem instead.");
    await shot(page, "edit");
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction(() => document.body.innerText.includes("A poem instead."));
    await last().getByText("2/2").waitFor();
    await finished(page);
    assert.equal(await questions(page).count(), 2);
    await last().getByRole("button", { name: "Previous version" }).click();
    await page.getByText("thanks.").first().waitFor();
    await page.getByText("3/3").waitFor();
  });

  await step("a deleted message comes back", page, async () => {
    await questions(page).last().hover();
    await questions(page).last().getByRole("button", { name: "Delete" }).click();
    await page.getByRole("article", { name: "Message deleted" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("thanks.").first().waitFor();
  });

  await step("rename, delete, undo", page, async () => {
    const row = page.locator("nav li").filter({ hasText: "Hello! Show me" });
    await row.hover();
    await row.getByRole("button", { name: /Actions for/ }).click();
    await shot(page, "chat-menu");
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await page.getByRole("textbox", { name: "Title of the chat" }).fill("My first chat");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "My first chat" }).waitFor();
    const renamed = page.locator("nav li").filter({ hasText: "My first chat" });
    await renamed.hover();
    await renamed.getByRole("button", { name: /Actions for/ }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.waitForURL(`${server.url}/`);
    await renamed.waitFor({ state: "detached" });
    // It stays for as long as one reaches for it.
    await page.getByRole("button", { name: "Undo" }).hover();
    await shot(page, "undo");
    await page.getByRole("button", { name: "Undo" }).click();
    await renamed.waitFor();
  });

  await step("themes hold over a reload and never flash", page, async () => {
    await page.getByRole("button", { name: /Account menu/ }).click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    await page.waitForURL("**/settings/profile");
    await page.getByRole("link", { name: "Appearance" }).click();
    await clean(page, "settings");
    await page.getByRole("radio", { name: "Dark" }).click();
    await page.waitForFunction(() => document.documentElement.classList.contains("dark"));
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction(() => document.body !== null);
    assert.ok(
      await page.evaluate(() => document.documentElement.classList.contains("dark")),
      "dark from the first paint",
    );
    await page.getByRole("heading", { level: 1, name: "Appearance" }).waitFor();
    await clean(page, "settings, dark");
    await shot(page, "settings-dark");
    await page.goto(chatUrl);
    await answers(page).last().waitFor();
    await clean(page, "chat, dark");
    await shot(page, "chat-dark");
  });

  await step("Ctrl+Enter sends when one wants so", page, async () => {
    await page.goto(`${server.url}/settings/appearance`);
    await page.getByRole("radio", { name: "Ctrl + Enter" }).click();
    await page.goto(server.url);
    await composer(page).fill("two");
    await composer(page).press("Enter");
    await page.keyboard.type("lines");
    assert.equal(await composer(page).inputValue(), "two\nlines");
    await composer(page).press("Control+Enter");
    await page.waitForURL("**/chats/*");
    await finished(page);
    const chat = `/api/conversations/${page.url().split("/").at(-1)}`;
    await page.waitForFunction(async (path) => (await (await fetch(path)).json()).unread === 0, chat, {
      polling: 100,
    });
    await page.goto(`${server.url}/settings/appearance`);
    await page.locator("nav li a").first().waitFor();
    assert.equal(await page.locator("nav").getByText("Unread").count(), 0, "what was looked at is read");
    await page.getByRole("radio", { name: "Enter", exact: true }).click();
    await page.getByRole("radio", { name: "Light" }).click();
  });

  await step("people: add, first sign-in with a forced change, disable", page, async () => {
    await page.goto(`${server.url}/admin/users`);
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByLabel("User name").fill("bob");
    await page.getByLabel("First password").fill("a first password");
    await clean(page, "add a person");
    await shot(page, "add-person");
    await page.getByRole("dialog").getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("listitem").getByText("Password change pending").waitFor();
    await clean(page, "people");
    await shot(page, "people");

    const other = await browser.newContext({ viewport: { width: 1100, height: 800 } });
    watch(other, complaints);
    const bob = await other.newPage();
    await signIn(bob, server, "bob", "a first password");
    await bob.waitForURL("**/change-password");
    await clean(bob, "forced change");
    await shot(bob, "forced-change");
    await bob.getByLabel("Current password").fill("a first password");
    await bob.getByLabel("New password", { exact: true }).fill("a password of mine");
    await bob.getByLabel("New password again").fill("a password of mine");
    await bob.getByRole("button", { name: "Change password" }).click();
    await bob.waitForURL(`${server.url}/`);
    await composer(bob).waitFor();
    await bob.goto(`${server.url}/admin/users`);
    await bob.waitForURL(`${server.url}/`);

    await page.getByRole("button", { name: "Actions for bob" }).click();
    await page.getByRole("menuitem", { name: "Disable" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await page.getByRole("listitem").getByText("Disabled").waitFor();
    await other.close();
  });

  await step("providers and models pages", page, async () => {
    for (const [path, name] of [
      ["/admin/providers", "Providers"],
      ["/admin/models", "Models"],
    ]) {
      await page.goto(server.url + path);
      await page.getByRole("heading", { level: 1, name }).waitFor();
      await page.getByText("Built in", { exact: true }).first().waitFor();
      await clean(page, name);
      await shot(page, name.toLowerCase());
    }
  });

  await step("signing out and in again", page, async () => {
    await page.goto(server.url);
    await composer(page).fill("Not for the next person.");
    await page.getByRole("button", { name: /Account menu/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL("**/login**");
    await clean(page, "login");
    await shot(page, "login");
    await page.getByLabel("User name or e-mail").fill("ada");
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The name or the password is not right.").waitFor();
    await clean(page, "login, refused");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    assert.equal(await composer(page).inputValue(), "", "nothing is left of what was being written");
  });

  await step("a login that ended leads back to where one was", page, async () => {
    await page.locator("nav").getByRole("link", { name: "My first chat" }).click();
    await answers(page).last().waitFor();
    await context.clearCookies();
    // The page may have noticed by itself already.
    await page.reload();
    await page.waitForURL("**/login**");
    await page.getByLabel("User name or e-mail").fill("ada");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(chatUrl);
    await answers(page).last().waitFor();
  });

  await step("a chat that is not there", page, async () => {
    await page.goto(`${server.url}/chats/01890000-0000-7000-8000-000000000000`);
    await page.getByRole("heading", { level: 1, name: "This chat is not here" }).waitFor();
    await clean(page, "missing chat");
    await page.goto(`${server.url}/no/such/page`);
    await page.getByText("There is no such page").waitFor();
    await clean(page, "missing page");
  });

  await step("on a phone of 320 px", page, async () => {
    const phone = await browser.newContext({
      viewport: { width: 320, height: 640 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      storageState: await context.storageState(),
    });
    watch(phone, complaints);
    const small = await phone.newPage();
    for (const path of [
      "/",
      new URL(chatUrl).pathname,
      "/settings",
      "/admin/providers",
      "/admin/models",
      "/admin/users",
    ]) {
      await small.goto(server.url + path);
      await small.getByRole("button", { name: "Show the sidebar" }).waitFor();
      await small.waitForFunction(() => !document.querySelector("main .animate-spin, main .animate-pulse"));
      const wide = await small.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
      await clean(small, `${path} on a phone`);
      await shot(small, `phone${path.includes("chats") ? "-chat" : path.replaceAll("/", "-")}`);
    }
    await small.getByRole("button", { name: "Show the sidebar" }).click();
    await small.getByRole("dialog").waitFor();
    await clean(small, "drawer");
    await shot(small, "phone-drawer");
    await small.keyboard.press("Escape");
    await small.getByRole("dialog").waitFor({ state: "detached" });
    await small
      .getByRole("button", { name: "Show the sidebar" })
      .evaluate((b) => b === document.activeElement || Promise.reject(new Error("focus is lost")));
    await phone.close();
  });

  await step("nothing to complain about in the console", page, async () => {
    // A wrong password, a missing chat and lost rights are answered with errors on purpose.
    const unexpected = complaints.filter((text) => !/status of (401|404|403)/.test(text));
    assert.deepEqual(unexpected, []);
  });
  await context.close();
}
