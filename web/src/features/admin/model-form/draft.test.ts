import { describe, expect, it } from "vitest";
import { makeModel } from "@/testing/make";
import { draftOf, faultsOf, newDraft, newModelFrom, patchFrom, withId, withName } from "./draft";

const known = makeModel("m1", {
  context_size: 128_000,
  input_price: 0.15,
  output_price: 0.6,
  capabilities: ["vision", "tools"],
});

describe("the name of a new model", () => {
  it("follows the id until it is edited, and again once it is emptied", () => {
    const followed = withId(newDraft(), "gpt-5");
    expect(followed.display_name).toBe("gpt-5");
    const named = withId(withName(followed, "Fast"), "gpt-5-mini");
    expect(named).toMatchObject({ upstream_id: "gpt-5-mini", display_name: "Fast" });
    expect(withId(withName(named, ""), "gpt-6").display_name).toBe("gpt-6");
  });

  it("is the id where it was left empty", () => {
    expect(newModelFrom(withName(newDraft("gpt-5"), ""))).toEqual({
      upstream_id: "gpt-5",
      display_name: "gpt-5",
    });
  });
});

describe("a new model", () => {
  it("brings what was suggested", () => {
    const draft = newDraft("m", { context_size: 8_192, input_price: 0, output_price: null });
    expect(newModelFrom(draft)).toEqual({
      upstream_id: "m",
      display_name: "m",
      context_size: 8_192,
      input_price: 0,
    });
  });
});

describe("what is wrong with a model", () => {
  it("is said at its field", () => {
    const draft = { ...newDraft(" "), context_size: "many", input_price: "-1", output_price: "0.5" };
    expect(Object.keys(faultsOf(draft))).toEqual(["upstream_id", "context_size", "input_price"]);
  });

  it("is nothing for what is already there", () => {
    expect(faultsOf(draftOf(known))).toEqual({});
  });

  it("is a size that no model has", () => {
    expect(faultsOf({ ...newDraft("m"), context_size: "0" })).toHaveProperty("context_size");
    expect(faultsOf({ ...newDraft("m"), context_size: "200000000" })).toHaveProperty("context_size");
  });
});

describe("a change", () => {
  it("is nothing without one", () => {
    expect(patchFrom(draftOf(known), known)).toEqual({});
  });

  it("names what is set and what is cleared", () => {
    const draft = { ...draftOf(known), context_size: "", input_price: "0", output_price: "1,25" };
    expect(patchFrom(draft, known)).toEqual({
      clear: ["context_size"],
      input_price: 0,
      output_price: 1.25,
    });
  });

  it("knows capabilities in any order", () => {
    expect(patchFrom({ ...draftOf(known), capabilities: ["tools", "vision"] }, known)).toEqual({});
    expect(patchFrom({ ...draftOf(known), capabilities: [] }, known)).toEqual({ capabilities: [] });
  });
});
