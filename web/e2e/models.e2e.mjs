// Providers and models: an administrator connects a service, chooses from what
// it offers and describes it; people choose in the picker; the service dies and
// comes back.
import assert from "node:assert/strict";
import { shot, watch } from "./lib/browser.mjs";
import { looks } from "./lib/looks.mjs";
import { firstPerson } from "./lib/people.mjs";
import { clean, composer, finished, send, signIn, walk } from "./lib/steps.mjs";
import { startUpstream } from "./lib/upstream.mjs";

/** A provider that is only in the configuration, at an address where nobody listens. */
export const settings = ["llm.providers.attic.base_url=http://127.0.0.1:9/v1"];

const fast = "parts-20";
const thinker = "reasoning-20";

export default async function run({ browser, server }) {
  let upstream = await startUpstream();
  const restart = async () => {
    upstream = await startUpstream(upstream.addr);
  };
  try {
    await walkThrough(browser, server, { ...upstream, stop: () => upstream.stop(), restart });
  } finally {
    await upstream.stop().catch(() => undefined);
  }
}

const card = (page, name) => page.getByRole("article", { name });
const dialog = (page) => page.getByRole("dialog");
const modelButton = (page) => page.getByRole("button", { name: /^Model:/ });
const options = (page) => page.getByRole("option");
const highlighted = (page) =>
  page
    .getByRole("combobox")
    .evaluate((field) => document.getElementById(field.getAttribute("aria-activedescendant"))?.innerText);

/** Waits until it has the focus. */
const focused = (locator) => locator.and(locator.page().locator(":focus")).waitFor();

async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
}

async function walkThrough(browser, server, upstream) {
  const step = walk("models");
  const complaints = [];
  const ada = await firstPerson(server, "ada");
  const context = await browser.newContext(looks.light);
  watch(context, complaints);
  const page = await context.newPage();
  const go = (path) => page.goto(server.url + path);

  await step("a provider of the configuration file says where to change it", page, async () => {
    await signIn(page, server, "ada");
    await go("/admin/providers");
    await card(page, "attic").getByText("Set in the configuration file").waitFor();
    assert.equal(await card(page, "attic").getByRole("switch").count(), 0);
    assert.equal(await card(page, "attic").getByRole("button", { name: "Choose models" }).count(), 0);
    await card(page, "Built-in demo").getByRole("switch").waitFor();
  });

  await step("a new provider: presets, and mistakes named where they are", page, async () => {
    await page.getByRole("button", { name: "Add a provider" }).click();
    const form = dialog(page);
    await form.getByRole("radio", { name: "Ollama" }).click();
    assert.equal(await form.getByLabel("Address of the API").inputValue(), "http://localhost:11434/v1");
    assert.equal(await form.getByLabel("Name", { exact: true }).inputValue(), "Ollama");
    await clean(page, "a preset");
    await shot(page, "models-preset");
    await form.getByRole("radio", { name: "Other" }).click();
    await form.getByRole("button", { name: "Add a header" }).click();
    await form.getByLabel("Name of header 1").fill("not good");
    await form.getByRole("button", { name: "Save and choose models" }).click();
    for (const fault of [
      "Give it a name.",
      "Start with http:// or https://.",
      "Use letters, digits and hyphens.",
    ])
      await form.getByText(fault).waitFor();
    await clean(page, "mistakes");
    await form.getByLabel("Name", { exact: true }).fill("Bench");
    await form.getByLabel("Address of the API").fill(upstream.url);
    await form.getByLabel("Name of header 1").fill("X-Team");
    await form.getByLabel("Value of header 1").fill("blue");
  });

  await step("it is tested before it is saved", page, async () => {
    const form = dialog(page);
    await form.getByLabel("API key").fill("not the key");
    await form.getByRole("button", { name: "Test the connection" }).click();
    await form.getByText("The provider did not answer as hoped").waitFor();
    await form.getByLabel("API key").fill(upstream.key);
    assert.equal(
      await form.getByText("The provider did not answer as hoped").count(),
      0,
      "it was another key",
    );
    await form.getByRole("button", { name: "Test the connection" }).click();
    await form.getByText("The connection works").waitFor();
    await form.getByText(/\d+ models found/).click();
    await form.getByRole("listitem").filter({ hasText: fast }).waitFor();
    await clean(page, "a test");
    await shot(page, "models-tested");
    await form.getByRole("button", { name: "Save and choose models" }).click();
    await page.getByRole("dialog", { name: "Models of Bench" }).waitFor();
  });

  await step("its models are chosen, named and described", page, async () => {
    const form = dialog(page);
    await form.getByRole("searchbox").fill("parts");
    await form.getByRole("checkbox", { name: fast }).check();
    const about = form.getByRole("group", { name: fast });
    assert.equal(await about.getByLabel("Name shown to people").inputValue(), fast);
    await about.getByLabel("Name shown to people").fill("Fast");
    await about.getByLabel("Context size").fill("131072");
    await about.getByLabel("Price of input").fill("a lot");
    await about.getByLabel("Price of output").fill("0.60");
    await about.getByRole("checkbox", { name: "Vision" }).check();
    await about.getByRole("checkbox", { name: "Tools" }).check();
    await form.getByRole("searchbox").fill("");
    await form.getByRole("checkbox", { name: thinker }).check();
    await form.getByLabel("Add by id").fill("by-hand");
    await form.getByLabel("Add by id").press("Enter");
    await form.getByRole("searchbox").fill("by-hand");
    await form.getByRole("button", { name: "Add 3 models" }).click();
    await about.getByText("Enter an amount such as 0.15").waitFor();
    const wrong = about.getByLabel("Price of input");
    await focused(wrong);
    await clean(page, "choosing models");
    await shot(page, "models-choose");
    await wrong.fill("0.15");
    await form.getByRole("button", { name: "Add 3 models" }).click();
    await page.getByText("3 models were added.").waitFor();
    await card(page, "Bench").getByText("3 models").waitFor();
    await card(page, "Bench").getByText("Answers", { exact: true }).waitFor();
    await card(page, "Bench").getByText("Headers: X-Team").waitFor();
  });

  await step("models: a default, an edit, a search", page, async () => {
    await go("/admin/models");
    const row = page.getByRole("row").filter({ hasText: "Fast" });
    await row.getByText("$0.15 / $0.60").waitFor();
    await row.getByText("128k").waitFor();
    await clean(page, "models");
    await shot(page, "models-table");
    await row.getByRole("button", { name: "Actions for Fast" }).click();
    await page.getByRole("menuitem", { name: "Use for new chats" }).click();
    await row.getByText("Default").waitFor();
    await page.getByRole("button", { name: `Actions for ${thinker}` }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    const form = dialog(page);
    await form.getByLabel("Name shown to people").fill("Thinker");
    await form.getByLabel("Context size").fill("many");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Enter a whole number of tokens").waitFor();
    await clean(page, "editing a model");
    await shot(page, "models-edit");
    await form.getByLabel("Context size").fill("1M");
    await form.getByLabel("Price of input").fill("0");
    await form.getByLabel("Price of output").fill("0");
    await form.getByRole("checkbox", { name: "Reasoning" }).check();
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    await page.getByRole("row").filter({ hasText: "Thinker" }).getByText("Free").waitFor();
    await page.getByRole("switch", { name: "Offer by-hand" }).click();
    await page.getByRole("row").filter({ hasText: "by-hand" }).getByText("Off").waitFor();
    await page.getByLabel("State").selectOption("Switched off");
    await page.getByText(/^1 of \d models$/).waitFor();
    await page.getByRole("searchbox").fill("thinker");
    await page.getByText("No model matches this search.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("row").filter({ hasText: "Thinker" }).waitFor();
  });

  await step("the picker opens by keys, and is used by keys alone", page, async () => {
    await go("/");
    await page.getByRole("button", { name: "Model: Fast" }).waitFor();
    await composer(page).focus();
    await page.keyboard.press("Control+Shift+M");
    await options(page).first().waitFor();
    assert.match(await highlighted(page), /^Fast/);
    await page.keyboard.press("End");
    const last = await highlighted(page);
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await highlighted(page), last, "it goes round");
    await page.keyboard.type("think");
    assert.equal(await options(page).count(), 1);
    assert.match(await options(page).innerText(), /1M tokens[\s\S]*Free[\s\S]*Reasoning[\s\S]*Local/);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "Pinned" }).waitFor();
    await page.keyboard.press("Escape");
    await focused(composer(page));
    await page.keyboard.press("Control+Shift+M");
    await page.getByRole("group", { name: "Pinned" }).waitFor();
    await clean(page, "picker");
    await shot(page, "models-picker");
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Model: Thinker" }).waitFor();
  });

  await step("each chat keeps its model; a new one takes one’s own default", page, async () => {
    await send(page, "Think about it.");
    await finished(page);
    const first = page.url();
    await go("/");
    await modelButton(page).click();
    await page.getByRole("combobox").fill("fast");
    await page.getByRole("button", { name: "Make my default" }).click();
    await options(page).filter({ hasText: "My default" }).waitFor();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("button", { name: "Model: Fast" }).waitFor();
    await page.goto(first);
    await page.getByRole("button", { name: "Model: Thinker" }).waitFor();
    await page.getByRole("button", { name: "Answer again" }).last().click();
    await page.getByRole("menuitem", { name: "With another model" }).click();
    await options(page).filter({ hasText: "Fast" }).click();
    await page.getByText("2/2").waitFor();
    await finished(page);
  });

  await step("a group: in its header and in its settings", page, async () => {
    const room = await ada.post("/api/conversations", { title: "Reading circle", is_group: true });
    await go(`/chats/${room.conversation_id}`);
    await modelButton(page).click();
    await options(page).filter({ hasText: "Thinker" }).click();
    await page.getByRole("button", { name: "Model: Thinker" }).waitFor();
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    const field = dialog(page).getByRole("button", { name: /^Model that answers/ });
    await field.getByText("Thinker").waitFor();
    await field.click();
    await page.keyboard.type("fast");
    await page.keyboard.press("Enter");
    await field.getByText("Fast").waitFor();
    await focused(field);
    await field.click();
    await options(page).first().waitFor();
    await clean(page, "picker in the settings");
    await shot(page, "models-settings");
    await page.keyboard.press("Escape");
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
  });

  await step("a service that dies is shown as such, and delays nothing", page, async () => {
    await upstream.stop();
    await go("/admin/providers");
    const bench = card(page, "Bench");
    // Two tries in a row, and it is left alone for a while.
    for (const state of ["Has trouble", "Does not answer"]) {
      await bench.getByRole("button", { name: "Test the connection" }).click();
      await bench.getByText("The provider did not answer as hoped").waitFor();
      await bench.getByText(state).first().waitFor();
    }
    await bench.getByText(/next try/).waitFor();
    await bench.getByText("may be out of date").waitFor();
    await clean(page, "a dead provider");
    await shot(page, "models-dead");
    await bench.getByRole("button", { name: "Choose models" }).click();
    await dialog(page).getByText("Bench did not tell its models").waitFor();
    await dialog(page).getByLabel("Add by id").fill("typed-while-down");
    await dialog(page).getByRole("button", { name: "Add", exact: true }).click();
    await dialog(page).getByRole("button", { name: "Add 1 model" }).click();
    await page.getByText("1 model was added.").waitFor();
  });

  await step("its models are greyed, with the reason and a way to ask again", page, async () => {
    await go("/");
    await page.getByRole("button", { name: "Model: Fast, not available now" }).waitFor();
    await modelButton(page).click();
    const fastOption = options(page).filter({ hasText: "Fast" });
    assert.equal(await fastOption.getAttribute("aria-disabled"), "true");
    await clean(page, "picker with missing models");
    await shot(page, "models-picker-missing");
    await page.getByText(/3 models cannot be used now/).waitFor();
    await page.getByRole("combobox").fill("fast");
    await page.keyboard.press("Enter");
    await fastOption.waitFor();
    await upstream.restart();
    await page.getByRole("button", { name: "Try again" }).click();
    await options(page).filter({ hasText: "$0.15 / $0.60 per 1M" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Model: Fast", exact: true }).waitFor();
  });

  await step("another address: what is stored would be sent there", page, async () => {
    await go("/admin/providers");
    await card(page, "Bench").getByRole("button", { name: "Actions for Bench" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    const form = dialog(page);
    const address = form.getByLabel("Address of the API");
    const warning = form.getByText(/will be sent to the new address/);
    await address.fill(`${upstream.url}/`);
    assert.equal(await warning.count(), 0, "it is the same origin");
    await address.fill("https://elsewhere.example/v1");
    await form.getByText("The stored key and headers will be sent to the new address").waitFor();
    await form.getByText(new URL(upstream.url).origin, { exact: false }).first().waitFor();
    await clean(page, "another address");
    await shot(page, "models-elsewhere");
    await form.getByLabel("API key").fill("another key");
    await form.getByText("The stored headers will be sent to the new address").waitFor();
    await form.getByRole("button", { name: "Replace" }).click();
    await warning.waitFor({ state: "detached" });
    await form.getByLabel("API key").fill("");
    await form.getByText("The stored key will be sent to the new address").waitFor();
    await form.getByRole("checkbox", { name: "Remove the stored key" }).check();
    await warning.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "detached" });
  });

  await step("stored headers are kept or replaced, never shown", page, async () => {
    await go("/admin/providers");
    await card(page, "Bench").getByRole("button", { name: "Actions for Bench" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    const form = dialog(page);
    await form.getByText("Their values are stored and kept.").waitFor();
    await form.getByRole("button", { name: "Test the connection" }).click();
    await form.getByText("The connection works").waitFor();
    await form.getByRole("button", { name: "Replace" }).click();
    assert.equal(await form.getByLabel("Value of header 1").inputValue(), "");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Enter a value.").waitFor();
    await clean(page, "replacing headers");
    await shot(page, "models-headers");
    await form.getByRole("button", { name: "Remove header 1" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    await card(page, "Bench").getByText("Headers: X-Team").waitFor({ state: "detached" });
  });

  const session = await context.storageState();
  for (const look of ["dark", "phone", "phone-320"]) {
    await step(`everything fits, ${look}`, page, async () => {
      const other = await browser.newContext({ ...looks[look], storageState: session });
      watch(other, complaints);
      const tab = await other.newPage();
      await lookAround(tab, look, server.url);
      await other.close();
    });
  }

  await step("deleting says what goes with it", page, async () => {
    await go("/admin/providers");
    await card(page, "Bench").getByRole("button", { name: "Actions for Bench" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const question = page.getByRole("alertdialog");
    await question.getByText(/Its 4 models go with it:.*Thinker/).waitFor();
    await question.getByText("New chats will start with another model").waitFor();
    await clean(page, "deleting a provider");
    await shot(page, "models-delete");
    await question.getByRole("button", { name: "Delete" }).click();
    await card(page, "Bench").waitFor({ state: "detached" });
  });

  await step("nothing to complain about in the console", page, async () => {
    assert.deepEqual(complaints, []);
  });
  await context.close();
}

/** The pages and dialogs in one look. What is light was scanned on the way here. */
async function lookAround(tab, look, url) {
  const dark = looks[look].colorScheme === "dark";
  const seen = async (name) => {
    await fits(tab, `${name}, ${look}`);
    if (dark) await clean(tab, `${name}, ${look}`);
    await shot(tab, `models-${look}-${name}`);
  };
  await tab.goto(`${url}/admin/providers`);
  await card(tab, "Bench").getByText("4 models").waitFor();
  await seen("providers");
  await tab.getByRole("button", { name: "Add a provider" }).click();
  await dialog(tab).getByRole("radio", { name: "OpenAI" }).click();
  await dialog(tab).getByRole("button", { name: "Add a header" }).click();
  await seen("provider-dialog");
  await tab.keyboard.press("Escape");
  await tab.getByRole("button", { name: "Actions for Bench" }).click();
  await tab.getByRole("menuitem", { name: "Edit" }).click();
  await dialog(tab).getByLabel("Address of the API").fill("https://elsewhere.example/v1");
  await dialog(tab)
    .getByText(/will be sent to the new address/)
    .waitFor();
  await seen("elsewhere");
  await tab.keyboard.press("Escape");
  await card(tab, "Bench").getByRole("button", { name: "Choose models" }).click();
  await dialog(tab).getByRole("checkbox", { name: "length-20" }).check();
  await seen("choose");
  await tab.keyboard.press("Escape");
  await tab.goto(`${url}/admin/models`);
  await tab.getByText("Thinker").waitFor();
  await seen("models");
  await tab.getByRole("button", { name: "Actions for Thinker" }).click();
  await tab.getByRole("menuitem", { name: "Edit" }).click();
  await dialog(tab).getByLabel("Context size").waitFor();
  await seen("model-dialog");
  await tab.goto(url);
  await modelButton(tab).click();
  await options(tab).first().waitFor();
  await seen("picker");
}
