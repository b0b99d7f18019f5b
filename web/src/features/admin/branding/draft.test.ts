import { expect, test } from "vitest";
import { changesOf, type Draft, faultsOf, hasChanges } from "./draft";

const saved: Draft = {
  name: "Kitchen",
  accent: "#6d5dfc",
  css: "h1 {}",
  logo: undefined,
  favicon: undefined,
};

test("spaces and capitals are no change", () => {
  expect(hasChanges(changesOf({ ...saved, name: " Kitchen ", accent: " #6D5DFC" }, saved))).toBe(false);
});

test("what was changed is sent, and nothing else", () => {
  expect(changesOf({ ...saved, css: "" }, saved).texts).toEqual({ custom_css: "" });
  expect(hasChanges(changesOf({ ...saved, logo: null }, saved))).toBe(true);
});

test("sizes are counted as the server counts them", () => {
  expect(faultsOf({ ...saved, name: "ä".repeat(50), css: "a".repeat(65_536) })).toEqual({});
  expect(faultsOf({ ...saved, name: "ä".repeat(51) })).toHaveProperty("name");
  expect(faultsOf({ ...saved, css: "a".repeat(65_537) })).toHaveProperty("css");
});

test.each([
  ["name", { name: "  " }],
  ["accent", { accent: "red" }],
  ["accent", { accent: "#12345" }],
] as const)("a wrong %s is named", (field, part) => {
  expect(Object.keys(faultsOf({ ...saved, ...part }))).toEqual([field]);
});
