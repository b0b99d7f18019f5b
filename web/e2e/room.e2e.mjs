// A group's conversation: its threads, and what several people do in them.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { firstPerson, newPerson } from "./lib/people.mjs";
import { clean, prose, rested, signIn, textOf, until, walk } from "./lib/steps.mjs";
import { connect, startUpstream } from "./lib/upstream.mjs";

/** Messages are made faster than a person may write. */
export const settings = ["limits.enabled=false"];

const long = 450;

export default async function run({ browser, server }) {
  const upstream = await startUpstream();
  try {
    await walkThrough(browser, server, upstream);
  } finally {
    await upstream.stop();
  }
}

async function walkThrough(browser, server, upstream) {
  const step = walk("room");
  const complaints = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  watch(context, complaints);
  const page = await context.newPage();

  const ada = await firstPerson(server, "ada");
  // Slowly, so that what one reaches for does not run away.
  await connect(ada, upstream, { Swift: "endless-at-8", Sage: "endless-at-7" });
  const bobby = await newPerson(server, ada, "bobby");
  const cleo = await newPerson(server, ada, "cleo.marsh");
  const room = await makeRoom(ada, "Launch week", [bobby, cleo]);
  const at = (search = "") => `${server.url}/chats/${room.id}${search}`;

  await step("a room without threads invites to start one", page, async () => {
    await signIn(page, server, "ada");
    await page.goto(at());
    await page.getByRole("heading", { level: 1, name: "Launch week" }).waitFor();
    await page.getByText("No threads yet").waitFor();
    await firstField(page).and(page.locator(":focus")).waitFor();
    await clean(page, "an empty room");
    await shot(page, "room-empty");
  });

  let plan = "";
  await step("the first message starts a thread that has an address", page, async () => {
    await firstField(page).fill("How do we announce the **threads**?\nI have a draft.");
    await firstField(page).press("Enter");
    await page.waitForURL(/thread=/);
    plan = new URL(page.url()).searchParams.get("thread");
    await message(page, plan).getByText("I have a draft.").waitFor();
    await row(page, plan).getByText("1 message").waitFor();
    await page.reload();
    await message(page, plan).locator("strong", { hasText: "threads" }).waitFor();
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  });

  let budget = "";
  let asked = "";
  await step("the list is live: newest activity first, counts, keys", page, async () => {
    budget = await room.start(bobby, "Budget: please have a look at the numbers before Friday.");
    await row(page, budget).waitFor();
    assert.deepEqual(await order(page), [budget, plan]);
    await row(page, budget).getByText("1 unread message").waitFor({ state: "attached" });
    asked = await room.reply(cleo, plan, "Could we show the tree, @ada?");
    await page.waitForFunction(
      ([first]) => document.querySelector("[data-thread]").dataset.thread === first,
      [plan],
    );
    await row(page, plan).getByText("2 messages").waitFor();
    await row(page, plan).getByText("Last replies by cleo.marsh").waitFor({ state: "attached" });
    await row(page, plan).focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction((id) => document.activeElement.dataset.thread === id, budget);
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(budget));
    await message(page, budget).waitFor();
  });

  await step("what is read counts as read, here and on other devices", page, async () => {
    const elsewhere = await context.newPage();
    await elsewhere.goto(at(`?thread=${budget}`));
    const news = await room.reply(bobby, plan, "Two more things, @ada:");
    await room.reply(bobby, news, "the picture and the date.");
    for (const window of [page, elsewhere])
      await row(window, plan).getByText("3 unread messages").waitFor({ state: "attached" });
    await row(page, plan).getByText("2 of them name you").waitFor({ state: "attached" });
    await page.bringToFront();
    await row(page, plan).click();
    await page.getByText("New messages", { exact: true }).waitFor();
    await rested(scrollerOf(page));
    const line = await page.locator("[data-new-line]").boundingBox();
    const first = await message(page, asked).boundingBox();
    assert.ok(line.y < first.y && first.y - line.y < 60, "the line stands above the first new message");
    for (const window of [page, elsewhere])
      await row(window, plan).getByText("unread message").waitFor({ state: "detached" });
    assert.ok(await page.locator("[data-new-line]").isVisible(), "the line stays while one reads");
    await message(page, news).locator("[data-mention=person]", { hasText: "@ada" }).waitFor();
    await shot(page, "room-new-line");
    await elsewhere.close();
  });

  await step("names are completed: people first, then models", page, async () => {
    const field = replyField(page);
    await field.fill("Let us ask @");
    const options = page.getByRole("option");
    await options.nth(4).waitFor();
    assert.deepEqual(await options.evaluateAll((all) => all.map((o) => o.children[1].textContent)), [
      "bobby",
      "cleo.marsh",
      "Assistant",
      "Sage",
      "Swift",
    ]);
    await clean(page, "completion");
    await shot(page, "room-completion");
    await page.keyboard.press("Escape");
    assert.equal(await options.count(), 0);
    await field.fill("Let us ask ");
    await field.pressSequentially("@sw");
    await page.keyboard.press("Tab");
    await field.pressSequentially("and @sa");
    await page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), "Let us ask @Swift and @Sage ");
  });

  await step("two models answer side by side; one is stopped, the other goes on", page, async () => {
    const field = replyField(page);
    await field.pressSequentially("for some code.");
    await field.press("Enter");
    assert.equal(await field.inputValue(), "");
    const swift = page.getByRole("article", { name: "Swift says" });
    const sage = page.getByRole("article", { name: "Sage says" });
    await growing(page, 2);
    // Writing goes on while they do.
    await field.pressSequentially("meanwhile");
    assert.equal(await field.inputValue(), "meanwhile");
    await field.fill("");
    // In one look: the page scrolls along with them.
    const [left, right] = await page
      .locator("article[aria-busy=true]")
      .evaluateAll((both) => both.map((article) => article.getBoundingClientRect().toJSON()));
    assert.ok(Math.abs(left.y - right.y) < 4 && Math.abs(left.x - right.x) > 200, "beside each other");
    await shot(page, "room-side-by-side");
    await clean(page, "streaming answers");
    await page.getByRole("button", { name: "Stop Swift" }).click();
    await swift.getByText("Stopped").waitFor();
    assert.equal(await sage.getAttribute("aria-busy"), "true");
    const seen = await shownText(sage);
    await page.reload();
    await growing(page, 1);
    await upstream.enough();
    await sage.and(page.locator("[aria-busy=false]")).waitFor();
    await page.getByText("Sage has answered.").waitFor({ state: "attached" });
    assert.ok((await shownText(sage)).startsWith(seen), "nothing is lost");
  });

  await step("an answer again becomes another version", page, async () => {
    const swift = page.getByRole("article", { name: "Swift says" });
    await swift.hover();
    await swift.getByRole("button", { name: "Answer again" }).last().click();
    await page.getByRole("menuitem", { name: "With the same model" }).click();
    await swift.and(page.locator("[aria-busy=true]")).waitFor();
    await page.getByRole("button", { name: "Stop Swift" }).click();
    await swift.getByText("2/2").waitFor();
    await swift.getByRole("button", { name: "Previous version" }).click();
    await swift.getByText("1/2").waitFor();
    await page.reload();
    await swift.getByText("1/2").waitFor();
  });

  await step("a reply is written in place; its draft survives a reload", page, async () => {
    const asked = page.getByRole("article", { name: "cleo.marsh says" }).first();
    await asked.getByRole("button", { name: /^Reply to / }).click();
    const field = page.getByRole("textbox", { name: "Reply to this message" });
    await field.fill("Yes: four levels, then `Continue thread`.");
    await shot(page, "room-reply");
    await clean(page, "a reply in place");
    await page.reload();
    await page
      .getByRole("article", { name: "cleo.marsh says" })
      .first()
      .getByRole("button", { name: /^Reply to / })
      .click();
    assert.equal(await field.inputValue(), "Yes: four levels, then `Continue thread`.");
    await field.press("Escape");
    assert.equal(await field.count(), 0);
    await page.keyboard.press("Enter");
    await field.press("Enter");
    await page.locator("code", { hasText: "Continue thread" }).waitFor();
    assert.equal(await field.count(), 0);
  });

  await step("others are seen typing until they stop", page, async () => {
    const typing = (who, seconds) =>
      who.post("/api/typing", { conversation_id: room.id, root_id: plan, seconds });
    const line = page.getByRole("region", { name: "Thread", exact: true }).getByText(/ (is|are) typing…$/);
    // Who types says so again and again: silence of six seconds is an end.
    const seen = (text, ...people) =>
      until(
        () => line.and(page.getByText(text)).isVisible(),
        () => Promise.all(people.map((who) => typing(who, 6))),
      );
    await seen("bobby is typing…", bobby);
    await row(page, plan).getByText("bobby is typing…").waitFor();
    await seen("bobby and cleo.marsh are typing…", bobby, cleo);
    await shot(page, "room-typing");
    await typing(cleo, 0);
    await seen("bobby is typing…", bobby);
    await room.reply(bobby, plan, "Done typing.");
    await line.waitFor({ state: "detached" });
    await typing(bobby, 20);
    await line.waitFor();
    // The silence counts, not what was announced.
    await line.waitFor({ state: "detached", timeout: 18_000 });
  });

  await step("the others are told when one types, and when one stops", page, async () => {
    const told = () => page.waitForResponse((r) => r.url().endsWith("/api/typing") && r.status() === 204);
    await Promise.all([told(), replyField(page).pressSequentially("Hm")]);
    await Promise.all([told(), replyField(page).fill("")]);
  });

  await step("a lost network is noticed, and what was missed comes once", page, async () => {
    await context.setOffline(true);
    await page.getByText("You are offline").waitFor();
    await room.reply(bobby, plan, "Said while you were away.");
    await context.setOffline(false);
    await page.getByText("Said while you were away.").waitFor();
    await page.getByText("You are offline").waitFor({ state: "detached" });
    assert.equal(await page.getByText("Said while you were away.").count(), 1);
    // What the browser says about requests without a network is no fault.
    const lost = (text) => /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/.test(text);
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !lost(text)));
  });

  let deepest = "";
  await step("beyond four levels a branch is continued in a view of its own", page, async () => {
    deepest = await room.reply(cleo, plan, "Level 1: the top of a long branch.");
    for (let i = 2; i <= 11; i++)
      deepest = await room.reply([ada, bobby, cleo][i % 3], deepest, `Level ${i}: one step deeper.`);
    await page.goto(at(`?thread=${plan}`));
    await settled(page, "Level 4: one step deeper.");
    assert.equal(await page.getByText("Level 5: one step deeper.").count(), 0);
    const on = page.getByRole("link", { name: "Continue thread · 7 more messages" });
    await on.hover();
    await page.mouse.wheel(0, -50);
    await page.getByRole("button", { name: /^Jump to latest|new messages?$/ }).waitFor();
    // Clicking may scroll as well: where it stood at that moment counts.
    await on.evaluate((link) =>
      link.addEventListener("click", () => {
        globalThis.leftAt = link.getBoundingClientRect().y;
      }),
    );
    await on.click();
    await page.getByText("Level 8: one step deeper.").waitFor();
    await shot(page, "room-continued");
    await page.getByRole("link", { name: "Continue thread · 3 more messages" }).click();
    await page.getByText("Level 11: one step deeper.").waitFor();
    await page.goBack();
    await page.goBack();
    await page.getByText("Level 1: the top of a long branch.").waitFor();
    const moved = (await on.boundingBox()).y - (await page.evaluate(() => globalThis.leftAt));
    // Near the end counts as the end.
    assert.ok(Math.abs(moved) <= 32, `one is back where one was, but for ${moved} px`);
    await page.goForward();
    await page.getByText("Level 8: one step deeper.").waitFor();
    await page.getByRole("link", { name: /^Up/ }).click();
    await page.getByText("Level 2: one step deeper.").waitFor();
  });

  await step("a reply to the last level is followed to where it is", page, async () => {
    await page.goto(at(`?thread=${plan}`));
    await settled(page, "Level 4: one step deeper.");
    const last = page.getByRole("article").filter({ hasText: "Level 4: one step deeper." });
    await last.getByRole("button", { name: /^Reply to / }).click();
    await page.getByRole("textbox", { name: "Reply to this message" }).fill("Deeper still.");
    await page.keyboard.press("Enter");
    await page.waitForURL(/from=/);
    await page.getByText("Deeper still.").waitFor();
  });

  await step("a link to a message leads to it, however deep it is", page, async () => {
    await page.goto(at(`?thread=${plan}&message=${deepest}`));
    await message(page, deepest).and(page.locator("[data-target]")).waitFor();
    await rested(scrollerOf(page));
    const box = await message(page, deepest).boundingBox();
    assert.ok(box.y > 0 && box.y + box.height < 860, "in sight");
    await clean(page, "a message that was linked to");
    await shot(page, "room-linked");
  });

  await step("branches fold, and say how much is in them", page, async () => {
    await page.goto(at(`?thread=${plan}`));
    const top = page.getByRole("article", { name: "cleo.marsh says" }).filter({ hasText: "Level 1" });
    const toggle = top.getByRole("button", { name: "11 replies" });
    assert.equal(await toggle.getAttribute("aria-expanded"), "true");
    await toggle.click();
    await page.getByText("Level 2: one step deeper.").waitFor({ state: "detached" });
    await toggle.click();
    await page.getByText("Level 2: one step deeper.").waitFor();
  });

  await step("messages are edited, deleted and brought back", page, async () => {
    await replyField(page).focus();
    await page.keyboard.press("ArrowUp");
    const form = page.getByRole("textbox", { name: "Edited message" });
    await form.fill("Level 3: edited in place.");
    await page.keyboard.press("Control+Enter");
    const edited = page.getByRole("article", { name: "ada says" }).filter({ hasText: "edited in place" });
    await edited.getByText("edited", { exact: true }).waitFor();
    await edited.hover();
    await edited.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByText("edited in place").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("edited in place").waitFor();
    await bobby.post(`/api/messages/${await room.reply(bobby, plan, "Never mind.")}/delete`, {});
    await page.getByText("Message deleted", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Restore" }).click();
    await page.getByText("Never mind.").waitFor();
  });

  await step("what is read stays in place while others write above it", page, async () => {
    // Nothing is new but what comes from here on.
    await ada.post(`/api/threads/${plan}/read`, {});
    await page.goto(at(`?thread=${plan}`));
    await settled(page, "Never mind.");
    const scroller = scrollerOf(page);
    const read = page.getByText("Level 2: one step deeper.");
    await scroller.dispatchEvent("wheel", { deltaY: -1 });
    await page.getByRole("button", { name: "Jump to latest" }).waitFor();
    await read.evaluate((element) => element.scrollIntoView({ block: "center" }));
    await rested(scroller);
    const before = (await read.boundingBox()).y;
    const above = page.getByRole("article", { name: "cleo.marsh says" }).first();
    await room.reply(
      bobby,
      await above.getAttribute("data-message-id"),
      "A reply far above.\n\n- with\n- some\n- lines",
    );
    await page.getByText("1 new message").waitFor();
    const moved = Math.abs((await read.boundingBox()).y - before);
    assert.ok(moved <= 1, `the text moved by ${moved} px`);
    await page.getByRole("button", { name: "1 new message" }).click();
    await rested(scroller);
    const found = await page.getByText("A reply far above.").boundingBox();
    assert.ok(found.y > 0 && found.y < 860, "the newest message is in sight");
  });

  await step("a long thread is read in parts", page, async () => {
    const root = await room.start(cleo, "A long thread.");
    for (let i = 1; i <= long; i += 50)
      await Promise.all(
        Array.from({ length: Math.min(50, long - i + 1) }, (_, j) =>
          room.reply(cleo, root, `Entry ${i + j}.`),
        ),
      );
    await page.goto(at(`?thread=${root}`));
    await message(page, root).waitFor();
    const drawn = () => page.locator("[role=log] article").count();
    const first = await drawn();
    assert.ok(first < long, `only a part is drawn at once (${first})`);
    const scroller = scrollerOf(page);
    await until(
      async () => (await drawn()) > long,
      () =>
        scroller.evaluate((element) => {
          element.scrollTop = element.scrollHeight;
        }),
    );
    assert.equal(await drawn(), long + 1);
  });

  await step("a long list of threads is read in parts", page, async () => {
    const busy = await makeRoom(ada, "Many threads", [cleo]);
    for (let i = 1; i <= 70; i++) await busy.start(ada, `Subject ${i}.`);
    await page.goto(`${server.url}/chats/${busy.id}`);
    await page.getByText("Subject 70.").waitFor();
    assert.ok((await page.locator("[data-thread]").count()) < 40, "only what is in sight is drawn");
    await page.locator("[data-thread]").first().focus();
    // The end moves on as more is read.
    await until(
      () => page.getByText("Subject 1.", { exact: true }).isVisible(),
      () => page.keyboard.press("End"),
    );
  });

  await step("dark, narrow and small", page, async () => {
    const night = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: "dark",
      storageState: await context.storageState(),
    });
    watch(night, complaints);
    const dark = await night.newPage();
    await dark.goto(at(`?thread=${plan}`));
    await dark.getByText("Never mind.").waitFor();
    await clean(dark, "a dark room");
    await shot(dark, "room-dark");
    await night.close();

    const pocket = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      storageState: await context.storageState(),
    });
    watch(pocket, complaints);
    const phone = await pocket.newPage();
    await phone.goto(at());
    await row(phone, plan).waitFor();
    await clean(phone, "the list on a phone");
    await shot(phone, "room-phone-list");
    await row(phone, plan).click();
    await phone.getByText("Never mind.").waitFor();
    assert.equal(await row(phone, plan).count(), 0, "one at a time");
    await clean(phone, "a thread on a phone");
    await shot(phone, "room-phone-thread");
    await phone.getByRole("link", { name: "All threads" }).click();
    await row(phone, plan).waitFor();
    await phone.setViewportSize({ width: 320, height: 640 });
    await phone.goto(at(`?thread=${plan}`));
    await phone.getByText("Never mind.").waitFor();
    assert.ok((await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    await shot(phone, "room-phone-320");
    await pocket.close();
  });

  await step("viewers read, and are told why they cannot write", page, async () => {
    const quiet = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    watch(quiet, complaints);
    const other = await quiet.newPage();
    await signIn(other, server, "bobby");
    await other.goto(at(`?thread=${plan}`));
    await replyField(other).waitFor();
    // Told while one is removed, it would be refused.
    await row(other, plan).getByText("unread message").waitFor({ state: "detached" });
    await ada.post(`/api/conversations/${room.id}/participants`, { user_id: bobby.id, role: "viewer" });
    await other.getByText("You are a viewer here.").waitFor();
    assert.equal(await other.locator("main").getByRole("textbox").count(), 0);
    assert.equal(await other.getByRole("button", { name: /^Reply to / }).count(), 0);
    await clean(other, "a viewer's room");
    await shot(other, "room-viewer");
    await ada.remove(`/api/conversations/${room.id}/participants/${bobby.id}`);
    await other.getByRole("heading", { level: 1, name: "Launch week" }).waitFor();
    await other.getByText("You are no longer part of this conversation").waitFor();
    await clean(other, "removed from a room");
    await shot(other, "room-removed");
    await other.getByRole("link", { name: "Go to your chats" }).click();
    await other.waitForURL(`${server.url}/`);
    await quiet.close();
  });

  await step("nothing to complain about in the console", page, async () => assert.deepEqual(complaints, []));
  await context.close();
}

/** A group, and what people do in it by the API. */
async function makeRoom(owner, title, others) {
  const { conversation_id: id } = await owner.post("/api/conversations", {
    title,
    is_group: true,
    assistant_mode: "mention",
  });
  for (const { id: user_id } of others)
    await owner.post(`/api/conversations/${id}/participants`, { user_id, role: "member" });
  const posted = async (request) => (await request).message_id;
  return {
    id,
    start: (who, content) => posted(who.post(`/api/threads/${id}/root`, { content })),
    reply: (who, to, content) => posted(who.post(`/api/messages/${to}/reply`, { content })),
  };
}

const firstField = (page) => page.getByRole("textbox", { name: "First message of a new thread" });
const replyField = (page) => page.getByRole("textbox", { name: "Message to this thread" });
const row = (page, root) => page.locator(`[data-thread="${root}"]`);
const message = (page, id) => page.locator(`[data-message-id="${id}"]`);
const scrollerOf = (page) => page.locator("[role=log]").locator("..");
const order = (page) =>
  page.locator("[data-thread]").evaluateAll((rows) => rows.map((r) => r.dataset.thread));
const shownText = (article) => textOf(prose(article));

/** Waits until a text is there in its final form, and nothing moves any more. */
async function settled(page, text) {
  await page.locator(".prose .block", { hasText: text }).waitFor();
  await rested(scrollerOf(page));
}

/** Waits until so many answers grow and have some text. */
function growing(page, count) {
  return page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll("article[aria-busy=true]")].filter((a) => a.textContent.length > 60)
        .length === wanted,
    count,
  );
}
