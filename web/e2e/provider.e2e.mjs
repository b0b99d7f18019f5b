// A connected provider: discovery, choosing models, failures of every kind and
// what becomes of a conversation when the server or the network goes away.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { holdBack } from "./lib/hold-back.mjs";
import {
  answers,
  clean,
  composer,
  finished,
  growing,
  prose,
  questions,
  send,
  setUpAdministrator,
  stopButton,
  textOf,
  walk,
} from "./lib/steps.mjs";
import { startUpstream } from "./lib/upstream.mjs";

const models = [
  "tokens-100-at-25",
  "endless-at-25",
  "status-503",
  "error-after-10",
  "reasoning-20",
  "length-20",
];

export default async function run({ browser, server }) {
  const upstream = await startUpstream();
  try {
    await walkThrough(browser, server, upstream);
  } finally {
    await upstream.stop();
  }
}

async function choose(page, model) {
  await page.getByRole("button", { name: /^Model:/ }).click();
  await page.getByRole("combobox").fill(model);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Model: ${model}` }).waitFor();
}

async function walkThrough(browser, server, upstream) {
  const step = walk("provider");
  const complaints = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 832 } });
  watch(context, complaints);
  const page = await context.newPage();

  await step("setup refuses a wrong token", page, async () => {
    await setUpAdministrator(page, { ...server, token: "wrong" });
    await page.getByLabel("Address of the API").fill(upstream.url);
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByText("This is not the token").waitFor();
    await page.getByLabel("Setup token").fill(server.token);
    await page.getByRole("button", { name: "Continue" }).click();
    assert.equal(await page.getByLabel("User name").inputValue(), "ada", "what was entered is kept");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("Name of this server").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
  });

  await step("setup tests the provider and offers its models", page, async () => {
    await page.getByLabel("Address of the API").fill(upstream.url);
    await page.getByLabel("API key").fill("not the key");
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByText("The provider did not answer as hoped").waitFor();
    await clean(page, "setup: failed test");
    // What is known of the old key comes when there is a new one.
    const testing = "**/api/v1/setup/test-provider";
    const letGo = await holdBack(page, testing);
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByLabel("API key").fill("nearly the key");
    await Promise.all([page.waitForResponse(testing), letGo()]);
    await page.getByRole("button", { name: "Test the connection", disabled: false }).waitFor();
    assert.equal(await page.getByText("The provider did not answer as hoped").count(), 0);
    await page.getByLabel("API key").fill(upstream.key);
    await page.getByLabel("Name", { exact: true }).fill("Test bench");
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByText("The connection works").waitFor();
    for (const model of models) {
      await page.getByRole("searchbox").fill(model);
      await page.getByRole("checkbox", { name: model, exact: true }).check();
    }
    await clean(page, "setup: models");
    await shot(page, "setup-models");
    await page.getByRole("button", { name: "Finish" }).click();
    await page.waitForURL(`${server.url}/`);
    await composer(page).waitFor();
  });

  await step("the model picker searches, by keyboard", page, async () => {
    await page.getByRole("button", { name: /^Model:/ }).click();
    await page.getByRole("option").first().waitFor();
    assert.equal(await page.getByRole("option").count(), models.length);
    await clean(page, "model picker");
    await shot(page, "model-picker");
    await page.getByRole("combobox").fill("zzz");
    await page.getByText("No model matches").waitFor();
    await page.keyboard.press("Escape");
    assert.ok(
      await page.getByRole("button", { name: /^Model:/ }).evaluate((b) => b === document.activeElement),
      "focus goes back",
    );
  });

  await step("a failure names the provider and the cause", page, async () => {
    await choose(page, "status-503");
    await send(page, "Will this work?");
    await page.getByText("Test bench could not answer").waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await clean(page, "failed answer");
    await shot(page, "failed-answer");
  });

  await step("another model answers instead", page, async () => {
    await page.getByRole("button", { name: "Other model" }).click();
    await page.getByRole("option", { name: "reasoning-20" }).click();
    await page.getByText("2/2").waitFor();
    await finished(page);
    await page.getByText(/^Thought/).waitFor();
    await shot(page, "reasoning");
  });

  await step("a break in the middle keeps the text", page, async () => {
    await choose(page, "error-after-10");
    await send(page, "And this?");
    await page.getByText("Test bench could not answer").waitFor();
    assert.ok((await answers(page).last().locator(".prose").innerText()).length > 10);
  });

  await step("a cut answer can be continued", page, async () => {
    await choose(page, "length-20");
    await send(page, "Be brief.");
    await page.getByText("Cut off at the model’s length limit").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("Please continue exactly where you stopped.").waitFor();
    await finished(page);
  });

  await step("a message that was not sent stays, and is sent once", page, async () => {
    await choose(page, "tokens-100-at-25");
    const before = await questions(page).count();
    let arrived = 0;
    await page.route("**/reply", async (route) => {
      arrived++;
      // The first try reaches the server, but its answer is lost.
      if (arrived === 1) await route.fetch();
      if (arrived <= 2) await route.abort();
      else await route.continue();
    });
    const lost = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/reply"));
    await send(page, "Do not lose me.");
    await lost;
    await finished(page);
    assert.equal(
      await questions(page).filter({ hasText: "Do not lose me." }).count(),
      1,
      "the stream brought it",
    );
    // Now one that never reaches the server.
    await send(page, "Nor me.");
    await page.getByText(/^Not sent/).waitFor();
    await clean(page, "a message that was not sent");
    await shot(page, "not-sent");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText(/^Not sent/).waitFor({ state: "detached" });
    await finished(page);
    assert.equal(await questions(page).filter({ hasText: "Nor me." }).count(), 1);
    assert.equal(await questions(page).count(), before + 2);
    await page.unroute("**/reply");
  });

  await step("offline is said, and nothing is doubled afterwards", page, async () => {
    await choose(page, "endless-at-25");
    await send(page, "Keep talking.");
    await growing(page);
    await context.setOffline(true);
    await page.getByText("You are offline").waitFor();
    await shot(page, "offline");
    await upstream.enough();
    await context.setOffline(false);
    await page.getByText("You are offline").waitFor({ state: "detached" });
    await finished(page);
    const id = page.url().split("/").at(-1);
    const line = await page.evaluate(
      (chat) => fetch(`/api/conversations/${chat}/messages`).then((r) => r.json()),
      id,
    );
    const wanted = line.messages.at(-1).content.replaceAll("**", "").replace(/\s+/g, " ").trim();
    assert.equal(await textOf(prose(answers(page).last())), wanted);
  });

  await step("a killed server leaves an interrupted answer", page, async () => {
    await send(page, "Go on for ever.");
    await growing(page, 60);
    const seen = await textOf(prose(answers(page).last()));
    await server.kill();
    await page.getByText("Reconnecting…").waitFor();
    await shot(page, "reconnecting");
    await server.launch();
    await page.getByText("This answer was interrupted").waitFor();
    await page.getByText("Reconnecting…").waitFor({ state: "detached" });
    assert.ok((await textOf(prose(answers(page).last()))).startsWith(seen), "nothing that was seen is lost");
    await page.getByRole("button", { name: "Continue" }).waitFor();
    await clean(page, "interrupted answer");
    await shot(page, "interrupted");
  });

  await step("eight tabs share the connections", page, async () => {
    const tabs = await Promise.all(Array.from({ length: 7 }, () => context.newPage()));
    for (const tab of tabs) {
      await tab.goto(page.url());
      await answers(tab).last().waitFor();
    }
    await choose(page, "endless-at-25");
    await send(page, "Everybody listen.");
    for (const tab of tabs) await stopButton(tab).waitFor();
    await tabs[0].bringToFront();
    await page.close();
    const before = (await textOf(answers(tabs[3]).last())).length;
    await tabs[3].bringToFront();
    await tabs[3].waitForFunction(
      (n) => [...document.querySelectorAll("article[aria-busy]")].at(-1).textContent.length > n + 40,
      before,
    );
    await stopButton(tabs[3]).click();
    for (const tab of tabs) await tab.getByText("Stopped").last().waitFor();
  });

  const last = context.pages()[0];
  await step("providers: test, add a model, choose the default", last, async () => {
    await last.bringToFront();
    await last.goto(`${server.url}/admin/providers`);
    const card = last.getByRole("article", { name: "Test bench" });
    await card.getByRole("button", { name: "Test the connection" }).click();
    await card.getByText("The connection works").waitFor();
    await card.getByRole("button", { name: "Choose models" }).click();
    await last.getByRole("searchbox").fill("parts-20");
    await last.getByRole("checkbox", { name: "parts-20" }).check();
    await last.getByRole("button", { name: "Add 1 model" }).click();
    await last.getByText("1 model was added.").waitFor();
    await clean(last, "providers");
    await shot(last, "providers-tested");
    await card.getByRole("button", { name: "Actions for Test bench" }).click();
    await last.getByRole("menuitem", { name: "Edit" }).click();
    await clean(last, "edit a provider");
    await last.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await last.getByRole("dialog").waitFor({ state: "detached" });

    await last.goto(`${server.url}/admin/models`);
    await last.getByRole("button", { name: "Actions for parts-20" }).click();
    await last.getByRole("menuitem", { name: "Use for new chats" }).click();
    await last.getByRole("row").filter({ hasText: "parts-20" }).getByText("Default").waitFor();
    await clean(last, "models");
    await shot(last, "models-configured");
  });

  await step("nothing to complain about in the console", last, async () => {
    const unexpected = complaints.filter((text) => !/status of (401|404|502|503)|net::ERR_/.test(text));
    assert.deepEqual(unexpected, []);
  });
  await context.close();
}
