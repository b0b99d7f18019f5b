import { describe, expect, it } from "vitest";
import { nextSilence, stillTyping, typed } from "./typing";
import { typingText } from "./typing-text";

const now = Date.parse("2026-03-01T10:00:00Z");
const sign = (user_id: string, seconds: number, root_id = "m1") => ({
  conversation_id: "c1",
  root_id,
  user_id,
  expires_at: new Date(now + seconds * 1000).toISOString(),
});

describe("who types", () => {
  it("is known for as long as the sign says, six seconds at most", () => {
    const typists = typed(typed([], sign("ann", 4), now), sign("bo", 30), now);
    expect(typists.map(({ userId, until }) => [userId, until - now])).toEqual([
      ["ann", 4_000],
      ["bo", 6_000],
    ]);
    expect(nextSilence(typists)).toBe(now + 4_000);
    expect(stillTyping(typists, now + 4_000).map(({ userId }) => userId)).toEqual(["bo"]);
    expect(stillTyping(typists, now)).toBe(typists);
    expect(nextSilence(stillTyping(typists, now + 6_000))).toBeNull();
  });

  it("stops with a sign that has expired, and types in one thread at a time", () => {
    const typists = typed([], sign("ann", 5), now);
    expect(typed(typists, sign("ann", 0), now)).toEqual([]);
    expect(typed(typists, sign("ann", 5, "m2"), now)).toMatchObject([{ userId: "ann", rootId: "m2" }]);
  });
});

it("says who types in a sentence", () => {
  expect([[], ["Ann"], ["Ann", "Bo"], ["Ann", "Bo", "Cleo"]].map(typingText)).toEqual([
    "",
    "Ann is typing…",
    "Ann and Bo are typing…",
    "Several people are typing…",
  ]);
});
