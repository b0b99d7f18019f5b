import { describe, expect, it } from "vitest";
import { ageOf, timeUntil } from "./time";

const now = new Date(2026, 2, 30, 0, 30);

describe("ageOf", () => {
  it.each([
    [new Date(2026, 2, 30, 0, 5), "today"],
    [new Date(2026, 2, 30, 23, 0), "today"],
    [new Date(2026, 2, 29, 23, 59), "yesterday"],
    [new Date(2026, 2, 28, 12), "week"],
    [new Date(2026, 2, 23, 0, 1), "week"],
    [new Date(2026, 2, 22, 23, 59), "month"],
    [new Date(2026, 1, 28), "month"],
    [new Date(2026, 1, 27), "older"],
  ])("%s is %s", (moment, age) => {
    expect(ageOf(moment, now)).toBe(age);
  });
});

describe("timeUntil", () => {
  it.each([
    [-5, "now"],
    [0, "now"],
    [4.6, "in 5 seconds"],
    [89, "in 89 seconds"],
    [150, "in 3 minutes"],
  ])("in %d seconds is %s", (seconds, text) => {
    expect(timeUntil(new Date(now.getTime() + seconds * 1000).toISOString(), now)).toBe(text);
  });
});
