import { beforeEach, describe, expect, it } from "vitest";
import {
  changeModelPreferences,
  modelPreferences,
  parsePreferences,
  withChoice,
  withPin,
} from "./model-preferences";

beforeEach(() => localStorage.clear());

describe("preferences for models", () => {
  it("keeps those of each account apart", () => {
    changeModelPreferences("ann", (before) => withPin(before, "m1", true));
    changeModelPreferences("bob", (before) => ({ ...before, usual: "m2" }));
    expect(modelPreferences("ann")).toEqual({ pinned: ["m1"], recent: [], usual: null });
    expect(modelPreferences("bob")).toEqual({ pinned: [], recent: [], usual: "m2" });
  });

  it("is the same object until something changes", () => {
    changeModelPreferences("ann", (before) => withChoice(before, "m1"));
    expect(modelPreferences("ann")).toBe(modelPreferences("ann"));
  });

  it("puts the last choice first, once, and forgets old ones", () => {
    const after = ["a", "b", "c", "a", "d", "e"].reduce(withChoice, parsePreferences(null));
    expect(after.recent).toEqual(["e", "d", "a", "c"]);
  });

  it("pins at the end and unpins", () => {
    const pinned = ["a", "b"].reduce((before, id) => withPin(before, id, true), parsePreferences(null));
    expect(pinned.pinned).toEqual(["a", "b"]);
    expect(withPin(pinned, "a", false).pinned).toEqual(["b"]);
  });

  it.each(["", "{", "7", '{"pinned":"m1","recent":[1,"m2"],"usual":3}'])("survives %j", (text) => {
    const { pinned, usual } = parsePreferences(text);
    expect([pinned, usual]).toEqual([[], null]);
  });
});
