import { describe, expect, it } from "vitest";
import { makeConversation } from "@/testing/make";
import { edit, overtaken, patchOf, settingsOf, shown } from "./settings-draft";

const before = settingsOf(makeConversation({ title: "Trip" }));
const after = { ...before, title: "Trip to Rome", model_id: "m2" };

describe("a draft of settings", () => {
  it("sends only what was changed", () => {
    const draft = edit(edit({}, before, "title", " Journey "), before, "model_id", "m1");
    expect(patchOf(draft, before)).toEqual({ title: "Journey", model_id: "m1" });
  });

  it("asks for the default model with null", () => {
    const current = { ...before, model_id: "m1" };
    expect(patchOf(edit({}, current, "model_id", ""), current)).toEqual({ model_id: null });
  });

  it("keeps what is being typed and follows everything else", () => {
    const draft = edit({}, before, "title", "Tri");
    expect(shown(draft, after)).toEqual({ ...after, title: "Tri" });
    expect(overtaken(draft, after)).toEqual(["title"]);
    expect(patchOf(draft, after)).toEqual({ title: "Tri" });
  });

  it("is nothing once a field is back where it was", () => {
    const draft = edit(edit({}, before, "title", "Tri"), before, "title", "Trip");
    expect(draft).toEqual({});
  });

  it("warns as long as the other change is to be replaced", () => {
    let draft = edit({}, before, "title", "Tri");
    draft = edit(draft, after, "title", "Tripp");
    expect(overtaken(draft, after)).toEqual(["title"]);
    expect(overtaken(edit(draft, after, "title", after.title), after)).toEqual([]);
  });
});
