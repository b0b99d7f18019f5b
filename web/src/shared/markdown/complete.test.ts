import { describe, expect, it } from "vitest";
import { complete, withoutFenceEnd } from "./complete";

describe("complete", () => {
  it.each([
    ["**bo", "**bo**"],
    ["some `co", "some `co`"],
    ["text\n``", "text\n"],
    ["see [the site](https://exa", "see the site"],
    ["| a | b", "| a | b |\n| --- | --- |\n"],
    ["| a | b |\n|--", "| a | b |\n| --- | --- |\n"],
    ["| a | b |\n|---|---|\n", "| a | b |\n|---|---|\n"],
  ])("%j becomes %j", (raw, expected) => {
    expect(complete(raw).trimEnd()).toBe(expected.trimEnd());
  });

  it("hides the start of a closing fence", () => {
    expect(withoutFenceEnd("code\n``")).toBe("code");
    expect(withoutFenceEnd("a `` b")).toBe("a `` b");
  });
});
