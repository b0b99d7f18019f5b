import { axe, shot } from "./browser.mjs";
import { password } from "./secrets.mjs";

export { password };

/** A walk of named steps; the first that fails ends it with a picture. */
export function walk(title) {
  const started = Date.now();
  return async function step(name, page, work) {
    try {
      await work();
      console.log(`ok  ${title}: ${name}  (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      await shot(page, `failed-${title.replace(/\W+/g, "-")}`).catch(() => undefined);
      throw new Error(`${title}: ${name}: ${error.message}`, { cause: error });
    }
  };
}

/** Fails when axe finds anything on the page. */
export async function clean(page, name) {
  await page.locator("h1").first().waitFor({ state: "attached" });
  // An element that still fades in has not got its final contrast.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity),
  );
  const found = await axe(page);
  if (found.length > 0) throw new Error(`axe on ${name}: ${JSON.stringify(found, null, 2)}`);
}

/** Proves to be the owner, makes an account and takes the server's looks as they are, or as the caller makes them. */
export async function setUpAdministrator(page, server, dress = async () => {}) {
  await page.goto(server.url);
  await page.waitForURL("**/setup");
  await page.getByLabel("Setup token").fill(server.token);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("User name").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Name of this server").waitFor();
  await dress();
  await page.getByRole("button", { name: "Continue" }).click();
}

export async function signIn(page, server, name, secret = password) {
  await page.goto(server.url);
  await page.waitForURL("**/login**");
  await page.getByLabel("User name or e-mail").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

export const composer = (page) => page.getByRole("textbox", { name: "Message", exact: true });
export const answers = (page) => page.locator("article[aria-busy]");
export const questions = (page) => page.getByRole("article", { name: "You say" });
/** What an answer says, once it has its form. */
export const prose = (answer) => answer.locator(".prose:has(.block)");
export const stopButton = (page) => page.getByRole("button", { name: "Stop", exact: true });

export async function send(page, text) {
  await composer(page).fill(text);
  await composer(page).press("Enter");
  await questions(page).filter({ hasText: text }).last().waitFor();
}

/** Waits until the chat ends with an answer, and that is whole. */
export async function finished(page) {
  await page.locator("[role=log] article:last-of-type[aria-busy=false]").waitFor({ state: "attached" });
}

/** Waits until an answer grows and has some text. */
export async function growing(page, chars = 40) {
  await page.waitForFunction((least) => {
    const text = document.querySelector("article[aria-busy=true] .prose:has(.block)")?.textContent;
    return text !== undefined && text.length > least;
  }, chars);
}

/** Waits until nothing scrolls any more, and returns where it stands. */
export function rested(scroller) {
  return scroller.evaluate(async (element) => {
    let top = Number.NaN;
    for (let frames = 0; frames < 5; frames++) {
      if (element.scrollTop !== top) frames = 0;
      top = element.scrollTop;
      await new Promise(requestAnimationFrame);
    }
    return top;
  });
}

/** Does something again and again until it has led to what was wanted. */
export async function until(done, again) {
  const end = Date.now() + 30_000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`${again} leads nowhere`);
    await again();
  }
}

export async function textOf(locator) {
  return (await locator.innerText()).replace(/\s+/g, " ").trim();
}
