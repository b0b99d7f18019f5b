// The pages of a group, in every look that they have.
import assert from "node:assert/strict";
import { shot } from "./browser.mjs";
import { messages } from "./room.mjs";
import { clean } from "./steps.mjs";

const desk = { viewport: { width: 1440, height: 900 } };
const hand = { isMobile: true, hasTouch: true };

export const looks = {
  light: desk,
  dark: { ...desk, colorScheme: "dark" },
  phone: { ...hand, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  "phone-320": { ...hand, viewport: { width: 320, height: 640 }, colorScheme: "dark" },
};

/** Fails when a page has to be scrolled sideways. */
export async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
}

/** A picture of all of a page, however far its body scrolls. */
export async function wholeShot(page, name) {
  const size = page.viewportSize();
  const hidden = await page.evaluate(() => {
    const body = document.querySelector("main .overflow-y-auto:has(h2)") ?? document.documentElement;
    return body.scrollHeight - body.clientHeight;
  });
  await page.setViewportSize({ width: size.width, height: size.height + hidden });
  await shot(page, name);
  await page.setViewportSize(size);
}

/** Opens a thread and everything around it, and checks that it fits. */
export async function lookAround(page, look, threadUrl) {
  const seen = async (name) => {
    await fits(page, `${name}, ${look}`);
    await clean(page, `${name}, ${look}`);
    await shot(page, `${look}-${name}`);
  };
  await page.goto(threadUrl);
  await messages(page).first().waitFor();
  await seen("thread");
  await page.getByRole("button", { name: /^3 people/ }).click();
  await page.getByText("Cy Twombly").last().waitFor();
  await seen("people");
  await page.getByRole("button", { name: "Invite people" }).click();
  await page
    .getByRole("dialog", { name: /Invite people to/ })
    .getByText("Accepted")
    .first()
    .waitFor();
  await seen("invite");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More about this conversation" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByLabel("Instructions for the assistant").waitFor();
  await seen("settings");
  await page.keyboard.press("Escape");
  await page.goto(new URL("/settings", threadUrl).href);
  await page.getByLabel("Display name").waitFor();
  await seen("profile");
  if (!look.startsWith("phone")) return;
  await page.getByRole("button", { name: "Show the sidebar" }).click();
  await page.getByRole("dialog").getByText("Summer trip").waitFor();
  await seen("drawer");
}
