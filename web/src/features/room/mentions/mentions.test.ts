import { describe, expect, it } from "vitest";
import { findMentions, type Mentionable, offersFor, queryAt } from "./mentions";

const person = (name: string, label = name): Mentionable => ({
  kind: "person",
  id: `id-${name}`,
  name,
  aliases: [],
  label,
});
const model = (name: string, upstream: string): Mentionable => ({
  kind: "model",
  id: upstream,
  name,
  aliases: [upstream],
  label: name,
});
const assistant: Mentionable = {
  kind: "assistant",
  id: "assistant",
  name: "assistant",
  aliases: [],
  label: "Assistant",
};
const targets = [
  person("ann"),
  person("ann-marie", "Ann Marie"),
  person("bo.carter", "Bo Carter"),
  assistant,
  model("GPT 4", "gpt-4"),
  model("GPT 4 mini", "gpt-4-mini"),
];
const found = (text: string) =>
  findMentions(text, targets).map(({ target, start, end }) => [target.id, text.slice(start, end)]);

describe("findMentions", () => {
  it("knows people and models by all their names, in any case", () => {
    expect(found("@Ann and @gpt-4, please; @ASSISTANT too")).toEqual([
      ["id-ann", "@Ann"],
      ["gpt-4", "@gpt-4"],
      ["assistant", "@ASSISTANT"],
    ]);
  });

  it("takes the longest name", () => {
    expect(found("@ann-marie @GPT 4 mini @gpt-4-mini")).toEqual([
      ["id-ann-marie", "@ann-marie"],
      ["gpt-4-mini", "@GPT 4 mini"],
      ["gpt-4-mini", "@gpt-4-mini"],
    ]);
  });

  it("wants a word of its own", () => {
    expect(found("mail@ann annoying @annoying (@ann) @ann's")).toEqual([
      ["id-ann", "@ann"],
      ["id-ann", "@ann"],
    ]);
    expect(found("@ @@ann @nobody")).toEqual([["id-ann", "@ann"]]);
  });
});

describe("queryAt", () => {
  it("is what follows the last @ up to the caret", () => {
    expect(queryAt("hello @an there", 9)).toEqual({ start: 6, text: "an" });
    expect(queryAt("@", 1)).toEqual({ start: 0, text: "" });
    expect(queryAt("(@gpt-4.1", 9)).toEqual({ start: 1, text: "gpt-4.1" });
  });

  it("is none in a word, after a space, or before the @", () => {
    expect(queryAt("mail@an", 7)).toBeNull();
    expect(queryAt("@ann ", 5)).toBeNull();
    expect(queryAt("@ann", 0)).toBeNull();
  });
});

describe("offersFor", () => {
  const names = (query: string) => offersFor(query, targets).map((target) => target.name);

  it("puts people before models, and keeps to what fits", () => {
    expect(names("")).toEqual(["ann", "ann-marie", "bo.carter", "assistant", "GPT 4", "GPT 4 mini"]);
    expect(names("a")).toEqual(["ann", "ann-marie", "assistant"]);
    expect(names("car")).toEqual(["bo.carter"]);
    expect(names("mini")).toEqual(["GPT 4 mini"]);
    expect(names("zzz")).toEqual([]);
  });
});
