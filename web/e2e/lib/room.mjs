// What people do in a conversation of several.

/** Makes an invitation in the conversation's page and returns its link. */
export async function invite(page, roomUrl, email, role) {
  await page.goto(roomUrl);
  await page.getByRole("button", { name: "More about this conversation" }).click();
  await page.getByRole("menuitem", { name: "Invite people" }).click();
  const dialog = page.getByRole("dialog", { name: /Invite people to/ });
  await dialog.getByLabel("For whom").fill(email);
  await dialog.getByLabel("Role").selectOption(role);
  await dialog.getByRole("button", { name: "Make a link" }).click();
  return dialog.getByRole("textbox", { name: "Link of the invitation" }).inputValue();
}

export const field = (page) => page.getByRole("textbox", { name: "Message to this thread" });
export const messages = (page) => page.locator("article[data-message-id]");

export async function sendIn(page, label, text) {
  const box = page.getByRole("textbox", { name: label });
  await box.fill(text);
  // A list of names that opened over the field takes the first Enter.
  await box.press("Escape");
  await box.press("Enter");
}

/** What is in the thread, as the page has it, without the line above each message: it has marks of one's own. */
export async function texts(page) {
  return messages(page).evaluateAll((all) =>
    all.map((article) => {
      const copy = article.cloneNode(true);
      copy.querySelector("p").remove();
      return copy.textContent;
    }),
  );
}

export async function signOut(page) {
  await page.getByRole("button", { name: /Account menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/login**");
}
