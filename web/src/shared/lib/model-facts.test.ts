import { describe, expect, it } from "vitest";
import { prices, pricesPerMillion, shortTokens } from "./model-facts";

describe("shortTokens", () => {
  it.each([
    [512, "512"],
    [4_096, "4k"],
    [8_000, "8k"],
    [128_000, "128k"],
    [131_072, "128k"],
    [200_000, "200k"],
    [32_500, "32.5k"],
    [1_000_000, "1M"],
    [1_048_576, "1M"],
    [1_500_000, "1.5M"],
  ])("says %i in short", (count, text) => {
    expect(shortTokens(count)).toBe(text);
  });
});

describe("prices", () => {
  it("shows cents, and more digits only where they are needed", () => {
    expect(prices(0.15, 0.6)).toBe("$0.15 / $0.60");
    expect(prices(0.000125, 15)).toBe("$0.000125 / $15.00");
  });

  it("tells what is free from what is not known", () => {
    expect(prices(0, 0)).toBe("Free");
    expect(prices(0, null)).toBe("$0.00 / –");
    expect(prices(null, null)).toBeNull();
  });

  it("says what for, unless it costs nothing", () => {
    expect(pricesPerMillion(0.15, 0.6)).toBe("$0.15 / $0.60 per 1M");
    expect(pricesPerMillion(0, 0)).toBe("Free");
  });
});
