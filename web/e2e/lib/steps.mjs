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
  // An element that still fades in has not got its final contrast.
  await page.waitForTimeout(300);
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
export const stopButton = (page) => page.getByRole("button", { name: "Stop", exact: true });

export async function send(page, text) {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** Waits until the newest answer is whole. */
export async function finished(page, timeout = 30_000) {
  await page.waitForFunction(
    () => {
      const all = document.querySelectorAll("article[aria-busy]");
      return all.length > 0 && all[all.length - 1].getAttribute("aria-busy") === "false";
    },
    undefined,
    { timeout },
  );
}

export async function textOf(locator) {
  return (await locator.innerText()).replace(/\s+/g, " ").trim();
}
