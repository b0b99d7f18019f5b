import { describe, expect, it } from "vitest";
import type { Discovered } from "@/shared/api/types";
import { candidatesFrom, choose, faultsOfAll, filterCandidates, idFault, replace } from "./candidates";

const say = (id: string, change: Partial<Discovered> = {}): Discovered => ({
  id,
  configured: false,
  context_size: null,
  input_price: null,
  output_price: null,
  capabilities: [],
  ...change,
});
const found = [
  say("gpt-5", { configured: true }),
  say("gpt-5-mini", { context_size: 128_000, input_price: 0.25, capabilities: ["vision"] }),
  say("claude"),
];
const candidates = candidatesFrom(found, ["mine"]);

describe("candidates", () => {
  it("begin with what was typed", () => {
    expect(candidates.map(({ id, byHand }) => [id, byHand])).toEqual([
      ["mine", true],
      ["gpt-5", false],
      ["gpt-5-mini", false],
      ["claude", false],
    ]);
  });

  it("are found by every word of a search", () => {
    expect(filterCandidates(candidates, "MINI gpt").map(({ id }) => id)).toEqual(["gpt-5-mini"]);
    expect(filterCandidates(candidates, " ")).toHaveLength(4);
  });

  it("are not typed twice", () => {
    expect(idFault("", candidates)).toBe("missing");
    expect(idFault("claude", candidates)).toBe("known");
    expect(idFault("other", candidates)).toBeNull();
  });
});

describe("choosing", () => {
  it("brings what the provider says of a model", () => {
    const chosen = choose(choose([], "gpt-5-mini", found), "mine", found);
    expect(chosen).toMatchObject([
      { display_name: "gpt-5-mini", context_size: "128000", input_price: "0.25", capabilities: ["vision"] },
      { display_name: "mine", context_size: "", input_price: "", capabilities: [] },
    ]);
  });

  it("says what is wrong with which", () => {
    const [first, second] = choose(choose([], "claude", found), "mine", found);
    if (!first || !second) throw new Error("two were chosen");
    const chosen = replace([first, second], { ...second, input_price: "much" });
    expect(Object.keys(faultsOfAll(chosen))).toEqual(["mine"]);
  });
});
