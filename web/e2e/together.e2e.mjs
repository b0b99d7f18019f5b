// Several people in one conversation, each in a browser of their own.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { clean, composer, password, setUpAdministrator, walk } from "./lib/steps.mjs";

/** People who are invited may make their account. */
export const settings = ["invites.sign_up=true"];

export default async function run({ browser, server }) {
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
    page.setDefaultTimeout(10_000);
    return { context, page };
  }

  const ada = await person();
  const bob = await person();
  const cy = await person({ colorScheme: "dark" });
  let roomUrl = "";

  await step("Ada has a server, and Bob an account on it", ada.page, async () => {
    await setUpAdministrator(ada.page, server);
    await ada.page.getByRole("radio", { name: "Try the demo" }).click();
    await ada.page.getByRole("button", { name: "Start with the demo" }).click();
    await composer(ada.page).waitFor();
    await ada.page.goto(`${server.url}/admin/users`);
    await ada.page.getByRole("button", { name: "Add a person" }).click();
    await ada.page.getByLabel("User name").fill("bob");
    await ada.page.getByLabel("First password").fill("a first password");
    await ada.page.getByRole("dialog").getByRole("button", { name: "Add a person" }).click();
    await ada.page.getByText("Password change pending").waitFor();
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
    await page.goto(link);
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
    await page.waitForURL(roomUrl);
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
}

/** Makes an invitation in the conversation's page and returns its link. */
async function invite(page, roomUrl, email, role) {
  await page.goto(roomUrl);
  await page.getByRole("button", { name: "More about this conversation" }).click();
  await page.getByRole("menuitem", { name: "Invite people" }).click();
  const dialog = page.getByRole("dialog", { name: /Invite people to/ });
  await dialog.getByLabel("For whom").fill(email);
  await dialog.getByLabel("Role").selectOption(role);
  await dialog.getByRole("button", { name: "Make a link" }).click();
  return dialog.getByRole("textbox", { name: "Link of the invitation" }).inputValue();
}
