// Long chats and many chats.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { composer, questions, rested, setUpAdministrator, until, walk } from "./lib/steps.mjs";

/** The chats are made faster than a person may write. */
export const settings = ["limits.enabled=false"];

const messages = 150;
const chats = 140;

export default async function run({ browser, server }) {
  const step = walk("history");
  const complaints = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 832 } });
  watch(context, complaints);
  const page = await context.newPage();

  let id = "";
  await step("a long chat and many chats exist", page, async () => {
    await setUpAdministrator(page, server);
    await page.getByRole("radio", { name: "Try the demo" }).click();
    await page.getByRole("button", { name: "Start with the demo" }).click();
    await composer(page).waitFor();
    id = await page.evaluate(fill, { messages, chats });
  });

  await step("older messages come in above without moving the text", page, async () => {
    await page.goto(`${server.url}/chats/${id}`);
    await page.getByText(`message ${messages}.`, { exact: true }).waitFor();
    const scroller = page.locator("main [tabindex='0']").first();
    const before = await questions(page).count();
    assert.ok(before < messages, "only the newest part is loaded");
    // What stands at the top of the window stays there while more is put above.
    await scroller.hover();
    await page.mouse.wheel(0, 620 - (await rested(scroller)));
    await page.getByRole("button", { name: "Jump to latest" }).waitFor();
    await rested(scroller);
    const jump = await scroller.evaluate(async (element) => {
      const anchor = [...element.querySelectorAll("[data-message-id]")].find(
        (e) => e.getBoundingClientRect().top > 100,
      );
      const first = element.querySelector("[data-message-id]").dataset.messageId;
      const at = anchor.getBoundingClientRect().top;
      element.scrollTop -= 40;
      const moved = anchor.getBoundingClientRect().top - at;
      while (element.querySelector("[data-message-id]").dataset.messageId === first)
        await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return anchor.getBoundingClientRect().top - at - moved;
    });
    assert.ok(Math.abs(jump) <= 1, `the text moved by ${jump} px`);
    await until(
      () => page.getByText("message 1.", { exact: true }).isVisible(),
      () =>
        scroller.evaluate((element) => {
          element.scrollTop = 0;
        }),
    );
    assert.equal(await questions(page).count(), messages + 1);
    await page.getByRole("button", { name: "Jump to latest" }).waitFor();
  });

  await step("a line without spaces does not widen the page", page, async () => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0);
    const bubble = await page.locator("[data-message-id]", { hasText: "xxxxxxxxxx" }).first().boundingBox();
    assert.ok(bubble.x + bubble.width <= 1280);
  });

  await step("the list of chats loads as it is scrolled and stays small", page, async () => {
    const list = page.locator("nav .overflow-y-auto");
    const link = page.locator("nav").getByRole("link", { name: "chat number 1", exact: true });
    await until(
      () => link.isVisible(),
      () =>
        list.evaluate((element) => {
          element.scrollTop = element.scrollHeight;
        }),
    );
    assert.ok((await page.locator("nav li").count()) < 80, "only what is in sight is drawn");
    await shot(page, "many-chats");
    await link.click();
    await page.getByRole("heading", { level: 1, name: "chat number 1", exact: true }).waitFor();
  });

  await step("nothing to complain about in the console", page, async () => assert.deepEqual(complaints, []));
  await context.close();
}

/** Runs in the page: makes the chats, then one long line of messages. */
async function fill({ messages, chats }) {
  const csrf = () => /CSRF-TOKEN=([^;]*)/.exec(document.cookie)[1];
  const post = async (path, body) => {
    for (;;) {
      const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-TOKEN": csrf() },
        body: JSON.stringify(body),
      });
      if (response.ok) return response.json();
      if (response.status !== 429) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  for (let i = 1; i <= chats; i++) await post("/api/conversations", { title: `chat number ${i}` });
  const made = await post("/api/conversations", { title: "A long chat", assistant_mode: "off" });
  const id = made.conversation_id;
  let last = await post(`/api/threads/${id}/root`, { content: "x".repeat(4000) });
  for (let i = 1; i <= messages; i++)
    last = await post(`/api/messages/${last.message_id}/reply`, { content: `message ${i}.` });
  return id;
}
