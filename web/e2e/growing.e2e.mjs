// Answers while they grow: over a reload, in several tabs, and without pulling
// the reader along. They end when the walk says so.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { holdBack } from "./lib/hold-back.mjs";
import { firstPerson } from "./lib/people.mjs";
import {
  answers,
  clean,
  composer,
  finished,
  growing,
  prose,
  questions,
  rested,
  send,
  signIn,
  stopButton,
  textOf,
  walk,
} from "./lib/steps.mjs";
import { connect, startUpstream } from "./lib/upstream.mjs";

export default async function run({ browser, server }) {
  const upstream = await startUpstream();
  try {
    await connect(await firstPerson(server, "ada"), upstream, { Endless: "endless-at-25" });
    await walkThrough(browser, server, upstream);
  } finally {
    await upstream.stop();
  }
}

const lastAnswer = (page) => textOf(prose(answers(page).last()));

async function walkThrough(browser, server, upstream) {
  const step = walk("growing");
  const complaints = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 832 } });
  watch(context, complaints);
  const page = await context.newPage();
  const scroller = page.locator("main [tabindex='0']").first();
  let chatUrl = "";

  await step("an answer streams, also over a reload", page, async () => {
    await signIn(page, server, "ada");
    await send(page, "Tell me everything.");
    await page.waitForURL("**/chats/*");
    chatUrl = page.url();
    await growing(page);
    assert.ok(
      await composer(page).evaluate((field) => field === document.activeElement),
      "focus after sending",
    );
    await shot(page, "streaming");
    await clean(page, "a streaming chat");
    const seen = await lastAnswer(page);
    await page.reload();
    await growing(page, seen.length);
    assert.ok((await lastAnswer(page)).startsWith(seen), "nothing is lost");
    await upstream.enough();
    await finished(page);
    await page.getByRole("status").getByText("The answer is complete.").waitFor({ state: "attached" });
  });

  await step("two tabs show one stream; stopping in one stops both", page, async () => {
    const second = await context.newPage();
    await second.goto(chatUrl);
    await answers(second).first().waitFor();
    await send(page, "And now a longer story, please.");
    await stopButton(second).waitFor();
    await growing(second);
    await second.keyboard.press("Escape");
    await second.getByText("Stopped").waitFor();
    await page.getByText("Stopped").waitFor();
    await finished(page);
    assert.equal(await textOf(answers(page).last()), await textOf(answers(second).last()));
    await page.getByRole("button", { name: "Continue" }).waitFor();
    await second.close();
    await page.bringToFront();
  });

  await step("the reader is left alone away from the end", page, async () => {
    await send(page, "Mind these lines.\n".repeat(60).trim());
    await growing(page);
    await page.mouse.move(780, 400);
    await page.mouse.wheel(0, -300);
    await page.getByRole("button", { name: /Jump to latest/ }).waitFor();
    const top = await rested(scroller);
    await growing(page, (await lastAnswer(page)).length + 60);
    assert.equal(await rested(scroller), top);
    await page.getByRole("button", { name: /Jump to latest/ }).click();
    await upstream.enough();
    await finished(page);
    await rested(scroller);
    const rest = await scroller.evaluate(
      (element) => element.scrollHeight - element.scrollTop - element.clientHeight,
    );
    assert.ok(rest < 4, `the end is ${rest} px away`);
  });

  await step("another chat meanwhile, with a mark in the list", page, async () => {
    await send(page, "Write while I am away.");
    await growing(page);
    await page.getByRole("link", { name: "New chat" }).click();
    await page.waitForURL(`${server.url}/`);
    await page.locator("nav").getByText("Writing an answer").waitFor({ state: "attached" });
    await shot(page, "generating-mark");
    await upstream.enough();
    await page.locator("nav").getByText("Writing an answer").waitFor({ state: "detached" });
    await page.locator("nav li a").first().click();
    await finished(page);
  });

  await step("a tab that returns to a chat shows what was said meanwhile", page, async () => {
    const returning = await context.newPage();
    await returning.clock.install();
    await returning.goto(chatUrl);
    await answers(returning).last().waitFor();
    await returning.getByRole("link", { name: "New chat" }).click();
    await returning.waitForURL(`${server.url}/`);
    await composer(returning).waitFor();
    // The chat stays connected for a moment, for whoever only looks away.
    await returning.clock.fastForward(4_000);
    await page.bringToFront();
    await send(page, "Said while the other tab was elsewhere.");
    await growing(page);
    await returning.bringToFront();
    await returning.goBack();
    await questions(returning).filter({ hasText: "Said while the other tab" }).waitFor();
    await upstream.enough();
    await Promise.all([finished(returning), finished(page)]);
    assert.equal(await textOf(answers(returning).last()), await textOf(answers(page).last()));
    await returning.close();
    await page.bringToFront();
  });

  await step("a chat that arrives late takes the focus from nobody", page, async () => {
    const letGo = await holdBack(page, "**/api/conversations/*/messages*");
    await page.reload();
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("menu").waitFor();
    letGo();
    await composer(page).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    await page
      .getByRole("button", { name: "More about this conversation" })
      .and(page.locator(":focus"))
      .waitFor();
  });

  await step("nothing to complain about in the console", page, async () => assert.deepEqual(complaints, []));
  await context.close();
}
