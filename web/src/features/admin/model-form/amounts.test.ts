import { describe, expect, it } from "vitest";
import { parsePrice, parseTokens } from "./amounts";

describe("parseTokens", () => {
  it.each([
    ["128000", 128_000],
    ["131,072", 131_072],
    ["131.072", 131_072],
    ["1 048 576", 1_048_576],
    ["128k", 128_000],
    ["1.5 M", 1_500_000],
    ["0,5m", 500_000],
  ])("reads %s", (text, count) => {
    expect(parseTokens(text)).toBe(count);
  });

  it("takes nothing for nothing", () => {
    expect(parseTokens("  ")).toBeNull();
  });

  it.each(["many", "1.5", "-3", "12kk", "1e6"])("does not guess %s", (text) => {
    expect(parseTokens(text)).toBeUndefined();
  });
});

describe("parsePrice", () => {
  it.each([
    ["0.15", 0.15],
    ["0,15", 0.15],
    ["$3", 3],
    ["15 $", 15],
    ["0", 0],
    ["0.000001", 0.000001],
  ])("reads %s", (text, price) => {
    expect(parsePrice(text)).toBe(price);
  });

  it("takes nothing for nothing", () => {
    expect(parsePrice("")).toBeNull();
  });

  it.each(["-1", "free", "0.1234567", "1,000.50", "1e-3"])("does not guess %s", (text) => {
    expect(parsePrice(text)).toBeUndefined();
  });
});
