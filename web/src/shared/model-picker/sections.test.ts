import { describe, expect, it } from "vitest";
import { makeModel } from "@/testing/make";
import { sections } from "./sections";

const models = [
  makeModel("a"),
  makeModel("b", { upstream_id: "vendor/bee-2" }),
  makeModel("c", { provider_id: "p2", provider_name: "Beta" }),
  makeModel("d", { provider_id: "p2", provider_name: "Beta" }),
];
const shape = (pinned: string[], recent: string[], query = "") =>
  sections(models, { pinned, recent }, query).map((section) => [
    section.kind === "provider" ? section.provider : section.kind,
    section.models.map((model) => model.id).join(" "),
  ]);

describe("sections", () => {
  it("groups by provider", () => {
    expect(shape([], [])).toEqual([
      ["Alpha", "a b"],
      ["Beta", "c d"],
    ]);
  });

  it("puts pinned and recent ones first, in their own order and each once", () => {
    expect(shape(["d", "a"], ["a", "c"])).toEqual([
      ["pinned", "d a"],
      ["recent", "c"],
      ["Alpha", "b"],
    ]);
  });

  it("ignores models that are gone", () => {
    expect(shape(["gone"], ["gone"])).toEqual(shape([], []));
  });

  it("finds every word in name, id or provider", () => {
    expect(shape(["b"], [], "BEE alpha")).toEqual([["pinned", "b"]]);
    expect(shape([], [], "beta")).toEqual([["Beta", "c d"]]);
    expect(shape([], [], "beta bee")).toEqual([]);
  });
});
