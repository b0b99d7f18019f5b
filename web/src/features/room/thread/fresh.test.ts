import { describe, expect, it } from "vitest";
import { makeAnswer, makeTree } from "@/testing/make";
import { firstMarks, nextMarks } from "./fresh";

const messages = makeTree("a", "a.1", "a.1.1", "a.2", "a.3");
const [root, first, deep, second, third] = messages as [
  (typeof messages)[0],
  (typeof messages)[0],
  (typeof messages)[0],
  (typeof messages)[0],
  (typeof messages)[0],
];
const now = Date.parse("2026-03-01T11:00:00Z");

describe("the marks of somebody who comes", () => {
  it("are the newest messages by others, wherever they stand", () => {
    // The newest by time is a reply high up in the tree.
    const late = { ...deep, created_at: "2026-03-01T10:59:00Z" };
    const marks = firstMarks([root, first, late, second, third], "ada", 2, now);
    expect([...marks.ids].sort()).toEqual(["a.1.1", "a.3"]);
  });

  it("leave out what one wrote oneself, what was deleted and what is being written", () => {
    const mine = { ...third, author_user_id: "ada" };
    const gone = { ...second, deleted_at: "2026-03-01T10:30:00Z" };
    const running = makeAnswer("x", "a", { status: "streaming" });
    const marks = firstMarks([root, first, deep, gone, mine, running], "ada", 1, now);
    expect([...marks.ids]).toEqual(["a.1.1"]);
  });

  it("count an answer from its end", () => {
    const answer = makeAnswer("x", "a", {}, { finished_at: "2026-03-01T10:50:00Z" });
    expect([...firstMarks([...messages, answer], "ada", 1, now).ids]).toEqual(["x"]);
  });

  it("are none when nothing is unread", () => {
    expect(firstMarks(messages, "ada", 0, now).ids.size).toBe(0);
  });
});

describe("the marks of somebody who stays", () => {
  const before = firstMarks(messages, "ada", 1, now);
  const came = { ...makeTree("a.4")[0], id: "a.4", created_at: "2026-03-01T11:05:00Z" } as typeof root;
  const came2 = { ...came, id: "a.5", created_at: "2026-03-01T11:06:00Z" };

  it("stay where they are while one reads", () => {
    const marks = nextMarks(before, [...messages, came], "ada", true);
    expect([...marks.ids]).toEqual(["a.3"]);
    expect(nextMarks(marks, [...messages, came], "ada", true)).toBe(marks);
  });

  it("begin anew with what came while nobody looked, and gather until one is back", () => {
    let marks = nextMarks(before, [...messages, came], "ada", false);
    expect([...marks.ids]).toEqual(["a.4"]);
    marks = nextMarks(marks, [...messages, came, came2], "ada", false);
    expect([...marks.ids]).toEqual(["a.4", "a.5"]);
    // Back: they stay, and the next absence begins anew.
    marks = nextMarks(marks, [...messages, came, came2], "ada", true);
    expect([...marks.ids]).toEqual(["a.4", "a.5"]);
    const came3 = { ...came, id: "a.6", created_at: "2026-03-01T11:07:00Z" };
    expect([...nextMarks(marks, [...messages, came, came2, came3], "ada", false).ids]).toEqual(["a.6"]);
  });

  it("do not begin anew with what one wrote oneself in another window", () => {
    const mine = { ...came, author_user_id: "ada" };
    expect([...nextMarks(before, [...messages, mine], "ada", false).ids]).toEqual(["a.3"]);
  });
});
