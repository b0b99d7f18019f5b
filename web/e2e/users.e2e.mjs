// People with accounts: an administrator invites, signs out, disables and deletes
// them, and they see it at once.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { looks } from "./lib/looks.mjs";
import { firstPerson, newPerson } from "./lib/people.mjs";
import { clean, password, signIn, walk } from "./lib/steps.mjs";

/** What a browser says of answers that refuse a login that was ended, and a form. */
const refusals = /status of (400|401|409)/;

async function look(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  await shot(page, `users-${name.replace(/\W+/g, "-")}`);
}

async function fits(page, name) {
  await clean(page, name);
  await look(page, name);
}

export default async function run({ browser, server }) {
  const step = walk("users");
  const complaints = [];
  const open = async (options) => {
    const context = await browser.newContext(options);
    watch(context, complaints);
    const page = await context.newPage();
    return page;
  };
  const admin = await firstPerson(server, "ada");
  const ada = await open({ ...looks.light, permissions: ["clipboard-read", "clipboard-write"] });
  const eve = await open(looks.dark);
  const users = `${server.url}/admin/users`;
  const row = (name) => ada.getByRole("listitem").filter({ has: ada.getByLabel(`Actions for ${name}`) });
  const act = async (name, entry) => {
    await ada.getByRole("button", { name: `Actions for ${name}` }).click();
    await ada.getByRole("menuitem", { name: entry }).click();
  };
  const dialog = ada.getByRole("dialog");
  const signedOut = async (page) => {
    await page.waitForURL("**/login**");
    await page.getByText("You were signed out here").waitFor();
  };

  await step("the only administrator is told why they have to stay", ada, async () => {
    await signIn(ada, server, "ada");
    await ada.goto(users);
    for (const entry of ["Make a member", "Disable", "Delete"]) {
      await act("ada", entry);
      await ada.getByRole("heading", { name: "ada is the only administrator" }).waitFor();
      await dialog.getByText("Make somebody else an administrator first").waitFor();
      if (entry === "Disable") await fits(ada, "last administrator");
      await ada.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
  });

  const inviteLink = async (name, email) => {
    await ada.getByRole("button", { name: "Invite", exact: true }).click();
    await dialog.getByLabel("Display name").fill(name);
    await dialog.getByLabel("E-mail").fill(email);
    await dialog.getByRole("button", { name: "Make a link" }).click();
    return dialog.getByRole("textbox", { name: "Link of the invitation" }).inputValue();
  };

  let link = "";
  await step("an invitation is a link that is shown once", ada, async () => {
    await ada.getByRole("button", { name: "Invite", exact: true }).click();
    await dialog.getByLabel("E-mail").fill("eve");
    await dialog.getByRole("button", { name: "Make a link" }).click();
    await dialog.getByText("This does not look like an e-mail address.").waitFor();
    await dialog.getByLabel("E-mail").fill("ada@example.org");
    await dialog.getByRole("button", { name: "Make a link" }).click();
    await dialog.getByText("somebody on this server has this address already").waitFor();
    await fits(ada, "invite");
    await ada.keyboard.press("Escape");
    link = await inviteLink("Eve Example", "eve@example.org");
    assert.ok(link.startsWith(`${server.url}/join/`), link);
    await fits(ada, "invite, the link");
    await ada.keyboard.press("Escape");
    await ada.getByRole("button", { name: "Withdraw the invitation for Eve Example" }).waitFor();
    await fits(ada, "people and an invitation");
  });

  await step("whoever opens it chooses a name and a password, and is in", eve, async () => {
    await eve.goto(link);
    await eve.getByRole("heading", { name: "Create your account" }).waitFor();
    await eve.getByText("ada invites you to this server.").waitFor();
    assert.equal(await eve.getByLabel("E-mail").inputValue(), "eve@example.org");
    assert.equal(await eve.getByLabel("Display name").inputValue(), "Eve Example");
    await eve.getByLabel("User name").fill("e");
    await eve.getByLabel("Password", { exact: true }).fill("short");
    await eve.getByRole("button", { name: "Create the account" }).click();
    await eve.getByText("Use at least 12 characters.").waitFor();
    await eve.getByText("Use 3 to 64 letters").waitFor();
    await fits(eve, "join");
    await eve.getByLabel("User name").fill("eve");
    await eve.getByLabel("Password", { exact: true }).fill(password);
    await eve.getByRole("button", { name: "Create the account" }).click();
    await eve.waitForURL(`${server.url}/`);
    await eve.getByRole("button", { name: "Account menu" }).waitFor();
    assert.ok(!server.log.some((line) => line.includes(link.split("/").at(-1))), "the token is in no log");
  });

  await step("a link that is used or withdrawn says so, and one for somebody else asks", eve, async () => {
    await eve.goto(link);
    await eve.getByRole("heading", { name: "This invitation was used" }).waitFor();
    await ada.reload();
    await ada.getByText("No invitation is open.").waitFor();
    const other = await inviteLink("", "");
    await ada.keyboard.press("Escape");
    await eve.goto(other);
    await eve.getByText("You are signed in as eve.").waitFor();
    await fits(eve, "join, signed in");
    await ada.getByRole("button", { name: "Withdraw the invitation for Whoever has the link" }).click();
    await ada.getByText("No invitation is open.").waitFor();
    await eve.reload();
    await eve.getByRole("heading", { name: "This invitation was withdrawn" }).waitFor();
    await ada.getByRole("button", { name: "Show past ones (2)" }).click();
    await ada.getByText(/accepted by eve/).waitFor();
    await ada.getByText("Withdrawn", { exact: true }).waitFor();
  });

  await step("who is signed out by an administrator sees it at once, in every tab", eve, async () => {
    await eve.goto(server.url);
    const another = await eve.context().newPage();
    await another.goto(server.url);
    await another.getByRole("button", { name: "Account menu" }).waitFor();
    await row("eve").getByText("1 session").waitFor();
    await act("eve", "Sessions");
    await dialog.getByText(/Chrome/).waitFor();
    await fits(ada, "sessions");
    await dialog.getByRole("button", { name: "Sign out everywhere" }).click();
    await Promise.all([signedOut(eve), signedOut(another)]);
    await fits(eve, "login, signed out");
    await dialog.getByText("Eve Example is signed in nowhere.").waitFor();
    await ada.keyboard.press("Escape");
    await row("eve").getByText("Signed in nowhere").waitFor();
    await another.close();
  });

  await step("one's own other devices are signed out at once", eve, async () => {
    const elsewhere = await open(looks.light);
    await signIn(elsewhere, server, "eve");
    await signIn(eve, server, "eve");
    await eve.goto(`${server.url}/settings/sessions`);
    await eve.getByRole("button", { name: "Sign out everywhere else" }).click();
    await eve.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere else" }).click();
    await signedOut(elsewhere);
    await eve.getByText("You are signed in nowhere else.").waitFor();
    await elsewhere.context().close();
  });

  await step("rights are changed once it is said what that means", ada, async () => {
    await act("eve", "Make an administrator");
    await dialog.getByText("What others write stays closed to them.").waitFor();
    await dialog.getByRole("button", { name: "Make an administrator" }).click();
    await row("eve").getByText("Administrator").waitFor();
    await act("eve", "Make a member");
    await dialog.getByRole("button", { name: "Make a member" }).click();
    await act("eve", "Disable");
    await dialog.getByText("Nothing is deleted.").waitFor();
    await fits(ada, "disable");
    await dialog.getByRole("button", { name: "Disable" }).click();
    await signedOut(eve);
    await row("eve").getByText("Disabled").waitFor();
    await act("eve", "Enable");
    await dialog.getByRole("button", { name: "Enable" }).click();
    await act("eve", "Edit");
    await dialog.getByLabel("User name").fill("ada");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.getByLabel("User name").fill("eva");
    await dialog.getByLabel("Display name").fill("");
    await dialog.getByRole("button", { name: "Save" }).click();
    await row("eva").waitFor();
    await signIn(eve, server, "eva");
  });

  const bob = await newPerson(server, admin, "bob");
  const { id: heir } = (await admin.get("/api/v1/admin/users")).find((user) => user.username === "eva");
  const notes = await bob.post("/api/conversations", { title: "Notes of Bob" });
  const group = await bob.post("/api/conversations", {
    title: "The trip",
    is_group: true,
    assistant_mode: "off",
  });
  await bob.post(`/api/conversations/${group.conversation_id}/participants`, {
    user_id: heir,
    role: "member",
  });
  await bob.post(`/api/threads/${group.conversation_id}/root`, { content: "Who is coming?" });

  await step("people are found by name, role and state", ada, async () => {
    await ada.reload();
    await ada.getByText("3 of 3 accounts").waitFor();
    await ada.getByLabel("Search names and addresses").fill("EXAMPLE");
    await ada.getByText("2 of 3 accounts").waitFor();
    await ada.getByLabel("Role").selectOption("Administrator");
    await ada.getByText("1 of 3 accounts").waitFor();
    await ada.getByLabel("State").selectOption("Disabled");
    await ada.getByText("Nobody fits.").waitFor();
    await fits(ada, "nobody fits");
    await ada.getByRole("button", { name: "Show everybody" }).click();
    await row("bob").waitFor();
  });

  await step("what a deleted account owns is handed over", ada, async () => {
    await eve.goto(server.url);
    await eve.getByRole("link", { name: /The trip/ }).waitFor();
    await act("bob", "Delete");
    await dialog.getByText("1 chat that nobody else sees").waitFor();
    await dialog.getByText("1 group with others in it that nobody else owns").waitFor();
    await dialog.getByRole("radio", { name: "Hand it over" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await dialog.getByText("Choose who gets it.").waitFor();
    await dialog.getByText("This is not “bob”.").waitFor();
    await fits(ada, "delete");
    await dialog.getByLabel("To whom").selectOption("eva");
    await dialog.getByLabel("Type “bob” to confirm").fill("bob");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await ada.getByText("bob is deleted.").waitFor();
    await row("bob").waitFor({ state: "detached" });
    await eve.getByRole("link", { name: /Notes of Bob/ }).click();
    await eve.waitForURL(`**/chats/${notes.conversation_id}`);
    await eve.goto(`${server.url}/chats/${group.conversation_id}`);
    await eve.getByText("Who is coming?").first().waitFor();
    await eve.getByText("Deleted account").first().waitFor();
  });

  await step("the list fits, dark", ada, async () => {
    const page = await open(looks.dark);
    await signIn(page, server, "ada");
    await page.goto(users);
    await page.getByLabel("Search names").waitFor();
    await fits(page, "dark list");
    await page.context().close();
  });
  for (const theme of ["phone", "phone-320"]) {
    await step(`everything fits, ${theme}`, ada, async () => {
      const page = await open(looks[theme]);
      await signIn(page, server, "ada");
      await page.goto(users);
      await page.getByLabel("Search names").waitFor();
      await fits(page, `${theme} list`);
      await page.getByRole("button", { name: "Actions for eva" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).waitFor();
      await look(page, `${theme} menu`);
      await page.getByRole("menuitem", { name: "Sessions" }).click();
      await page.getByRole("button", { name: "Sign out everywhere" }).waitFor();
      await look(page, `${theme} sessions`);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Actions for eva" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.getByRole("radio", { name: "Hand it over" }).click();
      await fits(page, `${theme} delete`);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Add a person" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Add a person" }).click();
      await page.getByText("Use at least 12 characters.").waitFor();
      await look(page, `${theme} add`);
      await page.context().close();
    });
  }

  assert.deepEqual(
    complaints.filter((complaint) => !refusals.test(complaint)),
    [],
  );
}
