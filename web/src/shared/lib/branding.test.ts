import { beforeEach, expect, test } from "vitest";
import { setStyleSheet, setTabIcon, tabIcon } from "./branding";

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
