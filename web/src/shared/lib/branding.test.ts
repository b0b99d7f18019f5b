import { beforeEach, expect, test } from "vitest";
import { setStyleSheet, setTabIcon, showLooks, tabIcon } from "./branding";

beforeEach(() => {
  document.head.innerHTML = '<link rel="icon" type="image/svg+xml" href="/icon.svg">';
});

const icon = () => document.querySelector('link[rel="icon"]')?.getAttribute("href");
const sheets = () =>
  [...document.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.getAttribute("href"));

test("the server's icon replaces the product's, and back", () => {
  setTabIcon("/api/v1/branding/favicon?v=1");
  expect(icon()).toBe("/api/v1/branding/favicon?v=1");
  setTabIcon(null);
  expect(icon()).toBe("/icon.svg");
});

test("an icon with a number in it stays until the number goes", () => {
  document.querySelector('link[rel="icon"]')?.setAttribute("href", "data:image/svg+xml,3");
  setTabIcon("/own");
  expect(icon()).toBe("data:image/svg+xml,3");
  expect(tabIcon()).toBe("/own");
});

test("there is one style sheet of the server's at most", () => {
  setStyleSheet("/a.css?v=1");
  setStyleSheet("/a.css?v=1");
  setStyleSheet("/a.css?v=2");
  expect(sheets()).toEqual(["/a.css?v=2"]);
  setStyleSheet(null);
  expect(sheets()).toEqual([]);
});

test("the name and the icon are kept for the first paint of the next visit", async () => {
  await showLooks({ server_name: "Kitchen", logo_url: null, favicon_url: "/own", custom_css_url: null });
  expect(JSON.parse(localStorage.getItem("rustygpt.tab") ?? "")).toEqual({ name: "Kitchen", icon: "/own" });
});

test("a style sheet is waited for", async () => {
  let shown = false;
  const showing = showLooks({
    server_name: "Kitchen",
    logo_url: null,
    favicon_url: null,
    custom_css_url: "/a.css?v=1",
  }).then(() => {
    shown = true;
  });
  await Promise.resolve();
  expect(shown).toBe(false);
  document.querySelector("link#custom-css")?.dispatchEvent(new Event("load"));
  await showing;
});
