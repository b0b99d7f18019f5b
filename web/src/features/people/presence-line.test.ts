import { describe, expect, it } from "vitest";
import type { Participant } from "@/shared/api/types";
import { makeParticipant } from "@/testing/make";
import { byPresence, presenceLine } from "./presence-line";

const now = new Date("2026-03-01T12:00:00Z");
const line = (change: Partial<Participant>) => presenceLine(makeParticipant(change), now);

describe("presence in words", () => {
  it("does not say since when somebody is online", () => {
    expect(line({ presence: "online", last_seen_at: "2026-03-01T11:59:50Z" })).toEqual({
      status: "online",
      text: "Online",
    });
  });

  it("says when somebody was there last", () => {
    expect(line({ presence: "away", last_seen_at: "2026-03-01T11:57:00Z" }).text).toBe(
      "Away, seen 3 minutes ago",
    );
    expect(line({ presence: "offline", last_seen_at: "2026-03-01T09:00:00Z" }).text).toBe(
      "Last seen 3 hours ago",
    );
    expect(line({ presence: "offline", last_seen_at: "2026-02-28T11:00:00Z" }).text).toBe(
      "Last seen yesterday",
    );
  });

  it("never claims the present of somebody who is gone", () => {
    expect(line({ presence: "offline", last_seen_at: "2026-03-01T11:59:59Z" }).text).toBe(
      "Last seen 1 minute ago",
    );
  });

  it("names the day when it is long ago", () => {
    expect(line({ presence: "offline", last_seen_at: "2025-11-05T10:00:00Z" }).text).toMatch(
      /November 5, 2025/,
    );
  });

  it("manages without any sign of the person", () => {
    expect(line({})).toEqual({ status: "offline", text: "Offline" });
    expect(line({ presence: "away" }).text).toBe("Away");
  });
});

it("lists who is there first, otherwise in the given order", () => {
  const people = (["offline", "online", "away", "online"] as const).map((presence, i) =>
    makeParticipant({ user_id: `u${i}`, presence }),
  );
  expect(byPresence(people).map((person) => person.user_id)).toEqual(["u1", "u3", "u2", "u0"]);
});
