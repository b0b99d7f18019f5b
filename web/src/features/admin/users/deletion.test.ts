import { describe, expect, it } from "vitest";
import { checkDeletion, ownsNothing } from "./deletion";

describe("a deletion", () => {
  const faulty = (deletion: Parameters<typeof checkDeletion>[0]) =>
    Object.keys(checkDeletion(deletion, "ada"));

  it("needs the name", () => {
    expect(faulty({ fate: "delete", heir: "", typed: "" })).toEqual(["typed"]);
    expect(faulty({ fate: "delete", heir: "", typed: "Ada" })).toEqual(["typed"]);
    expect(faulty({ fate: "delete", heir: "", typed: " ada " })).toEqual([]);
  });

  it("needs an heir for what is handed over", () => {
    expect(faulty({ fate: "handOver", heir: "", typed: "ada" })).toEqual(["heir"]);
    expect(faulty({ fate: "handOver", heir: "1", typed: "ada" })).toEqual([]);
  });
});

describe("who owns nothing", () => {
  it("has neither chats nor groups", () => {
    expect(ownsNothing({ chats: 0, groups_alone: 0, groups_owned: 0 })).toBe(true);
    expect(ownsNothing({ chats: 0, groups_alone: 0, groups_owned: 1 })).toBe(false);
  });
});
