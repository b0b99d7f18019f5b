import { describe, expect, it } from "vitest";
import { events, makeAnswer, makeLine, makeMessage } from "@/testing/make";
import { reduce } from "./reduce";
import { emptyState, type LiveState, type Step, type StreamEvent } from "./state";

const question = makeMessage("m1");
const running = makeAnswer("a1", "m1", { status: "streaming", content: "" });

function feed(state: LiveState, ...stream: StreamEvent[]): Step {
  let step: Step = { state, wishes: [], news: [] };
  for (const event of stream) {
    const next = reduce(step.state, { kind: "event", event });
    step = {
      state: next.state,
      wishes: [...step.wishes, ...next.wishes],
      news: [...step.news, ...next.news],
    };
  }
  return step;
}

function snapshot(...args: Parameters<typeof makeLine>): LiveState {
  return reduce(emptyState, { kind: "snapshot", line: makeLine(...args) }).state;
}

const ids = (state: LiveState) => state.line.map((message) => message.id);

describe("a whole answer", () => {
  const stream = [
    events.added(2, question),
    events.added(3, running),
    events.delta(4, "a1", 0, "Hel"),
    events.delta(5, "a1", 1, "lo"),
    events.done(6, "a1", 2, { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } }),
  ];

  it("grows and ends", () => {
    const { state, wishes, news } = feed(snapshot([], 1), ...stream);
    expect(ids(state)).toEqual(["m1", "a1"]);
    expect(state.line[1]).toMatchObject({
      content: "Hello",
      status: "complete",
      answer: { finish_reason: "stop", usage: { total_tokens: 3 } },
    });
    expect(state.growing).toEqual({});
    expect(wishes).toEqual([]);
    expect(news.map((n) => n.kind)).toEqual(["added", "added", "finished"]);
  });

  it("is the same when every event comes twice", () => {
    const once = feed(snapshot([], 1), ...stream).state;
    const twice = feed(snapshot([], 1), ...stream.flatMap((event) => [event, event])).state;
    expect(twice).toEqual(once);
    expect(feed(once, ...stream).state).toEqual(once);
  });

  it("is the same from a snapshot taken at any point", () => {
    const whole = feed(snapshot([], 1), ...stream).state;
    for (let taken = 0; taken <= stream.length; taken++) {
      const before = feed(snapshot([], 1), ...stream.slice(0, taken)).state;
      const messages = before.line.map((message) => {
        const text = before.growing[message.id];
        return text && message.answer
          ? { ...message, content: text.content, answer: { ...message.answer, next_chunk: text.next } }
          : message;
      });
      // Replay may start before the snapshot's position: all of it again.
      const after = feed(snapshot(messages, before.position), ...stream).state;
      expect(after.line.map(({ content, status }) => [content, status])).toEqual(
        whole.line.map(({ content, status }) => [content, status]),
      );
    }
  });
});

describe("missing pieces", () => {
  const start = snapshot([question, running], 3);

  it("are asked for once, and later pieces wait", () => {
    const { state, wishes } = feed(
      start,
      events.delta(4, "a1", 0, "a"),
      events.delta(6, "a1", 2, "c"),
      events.delta(7, "a1", 3, "d"),
    );
    expect(wishes).toEqual([{ kind: "chunks", messageId: "a1", from: 1 }]);
    expect(state.growing.a1?.content).toBe("a");
    const filled = reduce(state, {
      kind: "chunks",
      messageId: "a1",
      chunks: [{ message_id: "a1", idx: 1, content: "b", created_at: "" }],
    });
    expect(filled.state.growing.a1).toMatchObject({ content: "abcd", next: 4, early: [] });
    expect(filled.wishes).toEqual([]);
  });

  it("that are not kept any more lead to the snapshot", () => {
    const { state } = feed(start, events.delta(6, "a1", 2, "c"));
    expect(reduce(state, { kind: "chunks", messageId: "a1", chunks: [] }).wishes).toEqual([
      { kind: "snapshot" },
    ]);
  });

  it("at the end of an answer lead to the snapshot", () => {
    const { wishes, state } = feed(start, events.delta(4, "a1", 0, "a"), events.done(9, "a1", 3));
    expect(wishes).toEqual([{ kind: "snapshot" }]);
    expect(state.line[1]?.status).toBe("complete");
  });

  it("are read again after a gap in the replay", () => {
    expect(feed(start, events.gap()).wishes).toEqual([{ kind: "snapshot" }]);
  });
});

describe("branches", () => {
  const first = makeAnswer("a1", "m1", { content: "one" });
  const start = snapshot([question, first, makeMessage("m2", { parent_id: "a1" })], 5);

  it("a sibling takes the place of what it stands beside", () => {
    const { state } = feed(
      start,
      events.added(6, makeAnswer("a2", "m1", { status: "streaming", content: "" })),
    );
    expect(ids(state)).toEqual(["m1", "a2"]);
    expect(state.line[1]?.sibling_ids).toEqual(["a1", "a2"]);
  });

  it("a third sibling is added to the others", () => {
    const two = snapshot([question, { ...first, sibling_ids: ["a0", "a1"] }], 5);
    const { state } = feed(two, events.added(6, makeAnswer("a2", "m1")));
    expect(state.line[1]?.sibling_ids).toEqual(["a0", "a1", "a2"]);
  });

  it("a new root replaces the whole line", () => {
    const { state } = feed(start, events.added(6, makeMessage("m9")));
    expect(ids(state)).toEqual(["m9"]);
    expect(state.line[0]?.sibling_ids).toEqual(["m1", "m9"]);
  });

  it("a message below something that is not shown changes nothing", () => {
    expect(ids(feed(start, events.added(6, makeMessage("x", { parent_id: "elsewhere" }))).state)).toEqual(
      ids(start),
    );
  });

  it("a choice made elsewhere is followed", () => {
    const { wishes, news } = feed(start, events.conversation(6, { active_leaf: "a9", title: "New" }));
    expect(wishes).toEqual([{ kind: "snapshot" }]);
    expect(news).toMatchObject([{ kind: "conversation", change: { title: "New", active_leaf: "a9" } }]);
    expect(feed(start, events.conversation(6, { active_leaf: "m2" })).wishes).toEqual([]);
  });
});

describe("other changes", () => {
  const start = snapshot([question, { ...running, sibling_ids: ["a0", "a1"] }], 3);

  it("an edit replaces the text and keeps the siblings", () => {
    const { state } = feed(
      start,
      events.updated(4, makeMessage("m1", { content: "edited", edited_at: "x" })),
    );
    expect(state.line[0]?.content).toBe("edited");
    const same = feed(start, events.updated(4, { ...running, content: "" })).state;
    expect(same.line[1]?.sibling_ids).toEqual(["a0", "a1"]);
  });

  it("a failed answer keeps its text and its reason", () => {
    const error = { code: "upstream_error", message: "broken" };
    const { state } = feed(
      start,
      events.delta(4, "a1", 0, "half"),
      events.done(5, "a1", 1, { status: "failed", error, finish_reason: "error" }),
    );
    expect(state.line[1]).toMatchObject({ status: "failed", content: "half", answer: { error } });
  });

  it("an answer to a request and its event are one message", () => {
    const posted = reduce(start, {
      kind: "posted",
      messages: [makeMessage("m3", { parent_id: "a1" })],
    }).state;
    expect(ids(feed(posted, events.added(4, makeMessage("m3", { parent_id: "a1" }))).state)).toEqual([
      "m1",
      "a1",
      "m3",
    ]);
  });

  it("the count of unread messages is passed on", () => {
    const unread = { position: 4, type: "unread.update", payload: { unread: 2 } };
    expect(feed(start, unread, unread).news).toEqual([{ kind: "unread", unread: 2 }]);
  });

  it("unknown events only move the position", () => {
    expect(feed(start, { position: 9, type: "something.new", payload: {} }).state).toEqual({
      ...start,
      position: 9,
    });
  });
});

describe("older messages", () => {
  const page = snapshot(
    [makeMessage("m5", { parent_id: "m4" }), makeMessage("m6", { parent_id: "m5" })],
    9,
    true,
  );
  const older = makeLine(
    [makeMessage("m3", { parent_id: "m2" }), makeMessage("m4", { parent_id: "m3" })],
    9,
    true,
  );

  it("are put above", () => {
    const { state } = reduce(page, { kind: "older", line: older });
    expect(ids(state)).toEqual(["m3", "m4", "m5", "m6"]);
    expect(state.more).toBe(true);
  });

  it("of another branch are left out", () => {
    expect(reduce(page, { kind: "older", line: makeLine([makeMessage("zz")], 9) }).state).toBe(page);
  });

  it("stay when the snapshot is read again", () => {
    const { state } = reduce(page, { kind: "older", line: older });
    const again = reduce(state, { kind: "snapshot", line: makeLine([...page.line], 10, true) }).state;
    expect(ids(again)).toEqual(["m3", "m4", "m5", "m6"]);
  });
});
