import { expect, it } from "vitest";
import { makeConversation } from "@/testing/make";
import { toRows } from "./groups";

it("puts a heading before each group and keeps the order", () => {
  const now = new Date(2026, 2, 30, 12);
  const list = [
    makeConversation({ id: "a", last_activity_at: new Date(2026, 2, 30, 9).toISOString() }),
    makeConversation({ id: "b", last_activity_at: new Date(2026, 2, 30, 8).toISOString() }),
    makeConversation({ id: "c", last_activity_at: new Date(2026, 2, 29, 8).toISOString() }),
  ];
  const rows = toRows(list, now).map((row) => (row.kind === "heading" ? row.age : row.conversation.id));
  expect(rows).toEqual(["today", "a", "b", "yesterday", "c"]);
});
