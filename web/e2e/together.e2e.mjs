// Several people in one conversation, each in a browser of their own.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { startLine } from "./lib/line.mjs";
import { lookAround, looks } from "./lib/looks.mjs";
import { signedIn } from "./lib/people.mjs";
import { field, invite, messages, sendIn, signOut, texts } from "./lib/room.mjs";
import { clean, composer, finished, growing, password, setUpAdministrator, walk } from "./lib/steps.mjs";
import { connect, startUpstream } from "./lib/upstream.mjs";

/** People who are invited may make their account. */
export const settings = ["invites.sign_up=true"];

export default async function run({ browser, server }) {
  const [upstream, line] = await Promise.all([startUpstream(), startLine(server.url)]);
  try {
    await walkThrough({ browser, server, upstream, line });
  } finally {
    line.stop();
    await upstream.stop();
  }
}

async function walkThrough({ browser, server, upstream, line }) {
  const step = walk("together");
  const complaints = [];

  /** A browser of somebody's own. */
  async function person(options = {}) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 832 },
      permissions: ["clipboard-read", "clipboard-write"],
      ...options,
    });
    watch(context, complaints);
    const page = await context.newPage();
    return { context, page };
  }

  const ada = await person();
  const bob = await person();
  const cy = await person({ colorScheme: "dark" });
  /** An address as Bob has it, whose network can be cut. */
  const forBob = (url) => url.replace(server.url, line.url);
  let roomUrl = "";

  await step("Ada has a server, and Bob an account on it", ada.page, async () => {
    await setUpAdministrator(ada.page, server);
    await ada.page.getByRole("radio", { name: "Try the demo" }).click();
    await ada.page.getByRole("button", { name: "Start with the demo" }).click();
    await composer(ada.page).waitFor();
    await connect(await signedIn(server, "ada"), upstream, { Endless: "endless-at-25" });
    await ada.page.goto(`${server.url}/admin/users`);
    await ada.page.getByRole("button", { name: "Add a person" }).click();
    await ada.page.getByLabel("User name").fill("bob");
    await ada.page.getByLabel("First password").fill("a first password");
    await ada.page.getByRole("dialog").getByRole("button", { name: "Add a person" }).click();
    await ada.page.getByRole("listitem").getByText("Password change pending").waitFor();
  });

  await step("Ada creates a group by keyboard", ada.page, async () => {
    const page = ada.page;
    await page.goto(server.url);
    await composer(page).waitFor();
    await page.keyboard.press("Control+Shift+G");
    const dialog = page.getByRole("dialog", { name: "New group" });
    await dialog.waitFor();
    await clean(page, "new group");
    await shot(page, "group-new");
    await page.keyboard.press("Enter");
    await dialog.getByText("Give the group a name.").waitFor();
    await dialog.getByLabel("Name of the group").fill("Weekend trip");
    await dialog.getByLabel("People (optional)").fill("nobody-here");
    await dialog.getByRole("button", { name: "Create the group" }).click();
    await page.getByText("not everybody is in it").waitFor();
    await page.getByText("nobody-here").waitFor();
    await clean(page, "somebody is missing");
    await page.getByRole("button", { name: "Go to the group" }).click();
    await page.waitForURL("**/chats/*");
    await page.getByRole("heading", { level: 1, name: "Weekend trip" }).waitFor();
    await page.getByRole("textbox", { name: "First message of a new thread" }).waitFor();
    roomUrl = page.url();
  });

  let link = "";
  await step("Ada makes an invitation, shown once", ada.page, async () => {
    const page = ada.page;
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("menuitem", { name: "Invite people" }).click();
    const dialog = page.getByRole("dialog", { name: /Invite people to/ });
    await dialog.getByLabel("For whom").fill("bob");
    await dialog.getByRole("button", { name: "Make a link" }).click();
    await dialog.getByText("This does not look like an e-mail address.").waitFor();
    await dialog.getByLabel("For whom").fill("bob@example.org");
    await dialog.getByLabel("Can be used for").selectOption("1 hour");
    await clean(page, "invite");
    await shot(page, "invite");
    await dialog.getByRole("button", { name: "Make a link" }).click();
    await dialog.getByRole("button", { name: "Copy" }).click();
    await dialog.getByRole("button", { name: "Copied" }).waitFor();
    link = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(link.startsWith(`${server.url}/invite/`), link);
    await dialog.getByText("Open", { exact: true }).waitFor();
    await clean(page, "invite: the link");
    await shot(page, "invite-link");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page
      .getByRole("button", { name: "More about this conversation" })
      .evaluate((b) => b === document.activeElement || Promise.reject(new Error("focus is lost")));
  });

  await step("Bob opens the link, signs in and joins", bob.page, async () => {
    const page = bob.page;
    await page.goto(forBob(link));
    await page.getByRole("heading", { name: "Join “Weekend trip”" }).waitFor();
    await clean(page, "invitation, signed out");
    await shot(page, "invitation-signed-out");
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("User name or e-mail").fill("bob");
    await page.getByLabel("Password", { exact: true }).fill("a first password");
    await page.getByRole("button", { name: "Sign in" }).click();
    // Ada chose Bob's first password: the way to the invitation leads over another one.
    await page.waitForURL("**/change-password**");
    await page.getByLabel("Current password").fill("a first password");
    await page.getByLabel("New password", { exact: true }).fill(password);
    await page.getByLabel("New password again").fill(password);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("button", { name: "Join" }).waitFor();
    await clean(page, "invitation, signed in");
    await shot(page, "invitation-signed-in");
    await page.getByRole("button", { name: "Join" }).click();
    await page.waitForURL(forBob(roomUrl));
    await page.getByRole("heading", { level: 1, name: "Weekend trip" }).waitFor();
    assert.ok(!server.log.some((line) => line.includes(link.split("/").at(-1))), "the token is in no log");
  });

  await step("an invitation that is used, withdrawn or unknown says so", cy.page, async () => {
    const page = cy.page;
    await page.goto(link);
    await page.getByRole("heading", { name: "This invitation was used" }).waitFor();
    await clean(page, "invitation, used");
    await shot(page, "invitation-used");
    await page.goto(`${server.url}/invite/no-such-token`);
    await page.getByRole("heading", { name: "There is no such invitation" }).waitFor();
    const withdrawn = await invite(ada.page, roomUrl, "dee@example.org", "Viewer");
    await ada.page.getByRole("button", { name: "Withdraw the invitation for dee@example.org" }).click();
    await ada.page.getByText("Withdrawn", { exact: true }).waitFor();
    await shot(ada.page, "invitations");
    await page.goto(withdrawn);
    await page.getByRole("heading", { name: "This invitation was withdrawn" }).waitFor();
  });

  await step("Cy makes an account by an invitation", cy.page, async () => {
    const page = cy.page;
    await page.goto(await invite(ada.page, roomUrl, "cy@example.org", "Viewer"));
    await page.getByRole("button", { name: "Create an account and join" }).click();
    await page.getByText("Use 3 to 64 letters").waitFor();
    await clean(page, "sign-up, refused");
    await shot(page, "sign-up-dark");
    await page.getByLabel("User name").fill("cyrus");
    await page.getByLabel("Display name").fill("Cy Twombly");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Create an account and join" }).click();
    await page.waitForURL(roomUrl);
    await page.getByRole("heading", { level: 1, name: "Weekend trip" }).waitFor();
  });

  await step("Ada sees who is in and changes a role", ada.page, async () => {
    const page = ada.page;
    await page.goto(roomUrl);
    await page.getByRole("button", { name: /^3 people/ }).click();
    const panel = page.getByRole("dialog", { name: "3 people" });
    const cyrus = panel.getByRole("listitem").filter({ hasText: "Cy Twombly" });
    await cyrus.getByText("Viewer", { exact: true }).waitFor();
    await clean(page, "people");
    await shot(page, "members");
    await cyrus.getByRole("button", { name: "Actions for Cy Twombly" }).click();
    await shot(page, "members-menu");
    await page.getByRole("menuitemradio", { name: "Member" }).click();
    await cyrus.getByText("Member", { exact: true }).waitFor();
    await panel.getByText("What the roles mean").click();
    await clean(page, "people, roles");
    await panel.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
    await page.getByText(/The last owner cannot leave/).waitFor();
    await shot(page, "last-owner");
    assert.equal(page.url(), roomUrl);
  });

  await step("settings stay as they are typed while others change", ada.page, async () => {
    const page = ada.page;
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Settings of the group" });
    await dialog.getByLabel("Instructions for the assistant").fill("Be brief.");
    await clean(page, "settings of the group");
    await shot(page, "group-settings");
    const other = await ada.context.newPage();
    await other.goto(roomUrl);
    await other.getByRole("button", { name: "More about this conversation" }).click();
    await other.getByRole("menuitem", { name: "Settings" }).click();
    await other.getByRole("dialog").getByLabel("Title").fill("Summer trip");
    await other.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await other.getByRole("dialog").waitFor({ state: "detached" });
    await other.close();
    await page.waitForFunction(() => document.querySelector("[role=dialog] input").value === "Summer trip");
    assert.equal(await dialog.getByLabel("Instructions for the assistant").inputValue(), "Be brief.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await bob.page.getByRole("heading", { level: 1, name: "Summer trip" }).waitFor();
  });

  let threadUrl = "";
  await step("what one writes the other reads, and sees it being typed", ada.page, async () => {
    await ada.page.goto(roomUrl);
    await bob.page.goto(forBob(roomUrl));
    await sendIn(ada.page, "First message of a new thread", "Where shall we go?");
    await ada.page.waitForURL(/thread=/);
    threadUrl = ada.page.url();
    await bob.page.locator("[data-thread]").filter({ hasText: "Where shall we go?" }).click();
    await bob.page.waitForURL(forBob(threadUrl));
    await field(bob.page).pressSequentially("To the sea", { delay: 20 });
    await ada.page.getByText("bob is typing…").first().waitFor();
    await shot(ada.page, "room-typing");
    await field(bob.page).press("Enter");
    await messages(ada.page).filter({ hasText: "To the sea" }).waitFor();
    await ada.page.getByText("bob is typing…").first().waitFor({ state: "detached" });
    await clean(ada.page, "a thread");
  });

  await step("who is there is seen, and who has gone", ada.page, async () => {
    const page = ada.page;
    await page.getByRole("button", { name: /^3 people/ }).click();
    const panel = page.getByRole("dialog", { name: "3 people" });
    const row = (name) => panel.getByRole("listitem").filter({ hasText: name });
    await row("bob").getByText("Online").waitFor();
    await row("Cy Twombly").getByText("Online").waitFor();
    await signOut(cy.page);
    await row("Cy Twombly")
      .getByText(/Last seen/)
      .waitFor();
    await clean(page, "people, one of them gone");
    await shot(page, "members-presence");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  await step("elsewhere, the list counts what is unread and marks answers", ada.page, async () => {
    const page = ada.page;
    await page.getByRole("link", { name: "New chat", exact: true }).first().click();
    await page.waitForURL(`${server.url}/`);
    const row = page.locator("nav li").filter({ hasText: "Summer trip" });
    await sendIn(bob.page, "Message to this thread", "Or to the mountains?");
    await row.getByText(/unread message/).waitFor({ state: "attached" });
    await page.waitForFunction(() => /^\(\d+\) /.test(document.title));
    await page.locator('link[rel="icon"][href^="data:image"]').waitFor({ state: "attached" });
    await sendIn(bob.page, "Message to this thread", "@Endless what do you think?");
    await growing(bob.page);
    await row.getByText("Writing an answer").waitFor({ state: "attached" });
    await shot(page, "list-unread");
    await clean(page, "list with unread messages");
    await upstream.enough();
    await row.getByText("Writing an answer").waitFor({ state: "detached" });
  });

  await step("another window goes on when the one that is connected closes", ada.page, async () => {
    const second = await ada.context.newPage();
    await second.goto(server.url);
    const row = second.locator("nav li").filter({ hasText: "Summer trip" });
    await row.getByText(/unread message/).waitFor({ state: "attached" });
    const before = await row.innerText();
    await ada.page.goto("about:blank");
    await sendIn(bob.page, "Message to this thread", "Anybody there?");
    await second.waitForFunction(
      (old) => [...document.querySelectorAll("nav li")].every((li) => li.innerText !== old),
      before,
    );
    await second.close();
    const connected = ada.page.waitForResponse(`${server.url}/api/stream/me`);
    await ada.page.goto(server.url);
    await connected;
  });

  await step("a mention is told of, with a way to it", ada.page, async () => {
    const page = ada.page;
    await sendIn(bob.page, "Message to this thread", "@ada you decide!");
    const note = page.getByText(/bob mentioned you in “Summer trip”: @ada you decide!/);
    // It stays for as long as one reaches for it.
    await note.hover();
    await page.locator("nav").getByText("You are mentioned").waitFor({ state: "attached" });
    await clean(page, "told of a mention");
    await shot(page, "mention");
    await page.getByRole("link", { name: "Open", exact: true }).click();
    await page.waitForURL(/message=/);
    await messages(page).filter({ hasText: "@ada you decide!" }).waitFor();
    await page.locator("nav").getByText("You are mentioned").waitFor({ state: "detached" });
    await page.waitForFunction(() => !document.title.startsWith("("));
  });

  await step("both see one answer grow; who lost the network comes back whole", ada.page, async () => {
    await ada.page.goto(threadUrl);
    await sendIn(ada.page, "Message to this thread", "@Endless tell us about both, at length.");
    await Promise.all([growing(ada.page), growing(bob.page)]);
    await bob.context.setOffline(true);
    line.cut();
    await bob.page.getByText("You are offline").waitFor();
    await shot(bob.page, "room-offline");
    const cut = (await texts(bob.page)).at(-1);
    await growing(ada.page, cut.length);
    await upstream.enough();
    await ada.page.locator('article[aria-busy="true"]').waitFor({ state: "detached" });
    line.mend();
    await bob.context.setOffline(false);
    await bob.page.locator('article[aria-busy="true"]').waitFor({ state: "detached" });
    const [hers, his] = await Promise.all([texts(ada.page), texts(bob.page)]);
    assert.deepEqual(his, hers);
    assert.ok(cut.length < hers.at(-1).length, "the rest came while the network was gone");
  });

  await step("two who send at once see the same order, also after a reload", ada.page, async () => {
    await Promise.all([
      sendIn(ada.page, "Message to this thread", "Ada at once"),
      sendIn(bob.page, "Message to this thread", "Bob at once"),
    ]);
    const order = async (page) => {
      await messages(page).filter({ hasText: "Ada at once" }).waitFor();
      await messages(page).filter({ hasText: "Bob at once" }).waitFor();
      return (await texts(page))
        .filter((text) => text.includes("at once"))
        .map((text) => text.includes("Ada at"));
    };
    const live = [await order(ada.page), await order(bob.page)];
    await Promise.all([ada.page.reload(), bob.page.reload()]);
    const again = [await order(ada.page), await order(bob.page)];
    assert.deepEqual([live[1], ...again], [live[0], live[0], live[0]]);
  });

  await step("a chat becomes a group when somebody is added", ada.page, async () => {
    const page = ada.page;
    await page.goto(server.url);
    await composer(page).fill("What is good about the sea?");
    await composer(page).press("Enter");
    await page.waitForURL("**/chats/*");
    await growing(page);
    await upstream.enough();
    await finished(page);
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("menuitem", { name: "Invite people" }).click();
    const dialog = page.getByRole("dialog", { name: /Invite people to/ });
    await dialog.getByText("Whoever joins sees everything in it").waitFor();
    await dialog.getByRole("radio", { name: "By name" }).click();
    await dialog.getByLabel("User name or e-mail").fill("bobby");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText("Nobody here is called bobby.").waitFor();
    await dialog.getByLabel("User name or e-mail").fill("bob");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText("bob is in now.").waitFor();
    await clean(page, "somebody was added");
    await shot(page, "invite-by-name");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^2 people/ }).waitFor();
    await bob.page
      .locator("nav")
      .getByRole("link", { name: /What is good about the sea/ })
      .waitFor();
  });

  await step("Bob gives himself a name", bob.page, async () => {
    const page = bob.page;
    await page.goto(`${line.url}/settings`);
    await page.getByLabel("User name").fill("ada");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("User name").fill("b!");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Use 3 to 64 letters").waitFor();
    await page.getByLabel("User name").fill("bob");
    await page.getByLabel("Display name").fill("Bob Ross");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await clean(page, "profile");
    await page.goto(forBob(threadUrl));
    await messages(page).filter({ hasText: "Bob Ross" }).first().waitFor();
  });

  await step("in both themes and on a phone", ada.page, async () => {
    const storageState = await ada.context.storageState();
    for (const [look, options] of Object.entries(looks)) {
      const seen = await person({ ...options, storageState });
      await lookAround(seen.page, look, threadUrl);
      await seen.context.close();
    }
  });

  await step("Bob is removed and told so at once", bob.page, async () => {
    await ada.page.goto(threadUrl);
    await ada.page.getByRole("button", { name: /^3 people/ }).click();
    await ada.page.getByRole("button", { name: "Actions for Bob Ross" }).click();
    await ada.page.getByRole("menuitem", { name: "Remove" }).click();
    await clean(ada.page, "removing somebody");
    await ada.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await bob.page.getByText("You are no longer part of this conversation").waitFor();
    await bob.page.locator("nav li").filter({ hasText: "Summer trip" }).waitFor({ state: "detached" });
    await clean(bob.page, "removed");
    await shot(bob.page, "removed");
    await ada.page.getByRole("dialog", { name: "2 people" }).waitFor();
  });

  await step("nothing to complain about in the console", ada.page, async () => {
    // An invitation that is not there, a name that nobody has, and a network that is gone are part of the walk.
    const expected =
      /status of (401|404|409)|ERR_(INTERNET_DISCONNECTED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION)/;
    const unexpected = complaints.filter((text) => !expected.test(text));
    assert.deepEqual(unexpected, []);
  });
  for (const { context } of [ada, bob, cy]) await context.close();
}
