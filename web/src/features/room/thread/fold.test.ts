import { describe, expect, it } from "vitest";
import type { Message } from "@/shared/api/types";
import { makeTree } from "@/testing/make";
import { type Branch, fold, shownIn, topFor, versionKey } from "./fold";

/** Makes some messages of a tree answers of a model. */
function withAnswers(messages: Message[], models: Record<string, string>): Message[] {
  return messages.map((message) => {
    const model = models[message.id];
    if (!model) return message;
    const answer = { model_id: model, model_name: model, provider_name: "P", next_chunk: 1, started_at: "" };
    return { ...message, role: "assistant", answer };
  });
}

function folded(messages: Message[], versions = {}): Branch {
  const branch = fold(messages, versions);
  if (!branch) throw new Error("nothing to fold");
  return branch;
}

const ids = (branches: readonly Branch[]) => branches.map((branch) => branch.message.id);

describe("fold", () => {
  it("nests replies and counts what is below", () => {
    const top = folded(makeTree("a", "a.1", "a.1.1", "a.1.2", "a.2"));
    expect(ids(top.replies)).toEqual(["a.1", "a.2"]);
    expect(top.below).toBe(4);
    expect(top.replies[0]).toMatchObject({ level: 1, below: 2 });
    expect(ids(top.replies[0]?.replies ?? [])).toEqual(["a.1.1", "a.1.2"]);
  });

  it("shows four levels of replies and counts what is deeper", () => {
    const chain = makeTree("a", "a.1", "a.1.1", "a.1.1.1", "a.1.1.1.1", "a.1.1.1.1.1", "a.1.1.1.1.1.1");
    let branch = folded(chain);
    for (let level = 1; level <= 4; level++) branch = branch.replies[0] as Branch;
    expect(branch).toMatchObject({ level: 4, replies: [], deeper: 2 });
  });

  it("sets answers beside each other, without a level of their own", () => {
    const messages = withAnswers(makeTree("a", "a.1", "a.1.1", "a.2", "a.3"), {
      "a.1": "swift",
      "a.2": "sage",
    });
    const top = folded(messages);
    expect(top.answers.map(({ key, shown }) => [key, shown.id])).toEqual([
      ["swift", "a.1"],
      ["sage", "a.2"],
    ]);
    // The reply to an answer stands with the replies to the message.
    expect(ids(top.replies)).toEqual(["a.1.1", "a.3"]);
    expect(top.replies[0]?.level).toBe(1);
  });

  it("shows the last answer of a model, or the chosen one with its replies", () => {
    const messages = withAnswers(makeTree("a", "a.1", "a.1.1", "a.2"), { "a.1": "swift", "a.2": "swift" });
    const last = folded(messages);
    expect(last.answers).toMatchObject([{ versions: ["a.1", "a.2"], shown: { id: "a.2" } }]);
    expect(last.replies).toEqual([]);
    const chosen = folded(messages, { [versionKey("a", "swift")]: "a.1" });
    expect(chosen.answers[0]?.shown.id).toBe("a.1");
    expect(ids(chosen.replies)).toEqual(["a.1.1"]);
  });

  it("folds chains that are deeper than any stack", () => {
    const paths = Array.from({ length: 20_000 }, (_, i) => `p${String(i).padStart(5, "0")}`);
    const chain = makeTree(...paths).map((message, i) => ({
      ...message,
      depth: i + 1,
      ...(i > 0 && { parent_id: paths[i - 1] as string }),
    }));
    expect(folded(chain).below).toBe(19_999);
  });

  it("walks in the order in which messages are shown", () => {
    const messages = withAnswers(makeTree("a", "a.1", "a.1.1", "a.2", "a.3"), {
      "a.1": "swift",
      "a.2": "sage",
    });
    expect([...shownIn(folded(messages))].map((message) => message.id)).toEqual([
      "a",
      "a.1",
      "a.2",
      "a.1.1",
      "a.3",
    ]);
  });

  it("has nothing for nothing", () => {
    expect(fold([], {})).toBeNull();
  });
});

describe("topFor", () => {
  const chain = makeTree(
    ...Array.from({ length: 11 }, (_, i) =>
      Array(i + 1)
        .fill("a")
        .join("."),
    ),
  );

  it("is the root while the message fits below it", () => {
    expect(topFor(chain.slice(0, 1))?.depth).toBe(1);
    expect(topFor(chain.slice(0, 5))?.depth).toBe(1);
  });

  it("is where a thread is continued, as often as it takes", () => {
    expect(topFor(chain.slice(0, 6))?.depth).toBe(5);
    expect(topFor(chain.slice(0, 9))?.depth).toBe(5);
    expect(topFor(chain.slice(0, 10))?.depth).toBe(9);
  });

  it("does not count answers", () => {
    const turns = withAnswers(
      chain,
      Object.fromEntries(chain.filter((_, i) => i % 2 === 1).map((m) => [m.id, "swift"])),
    );
    expect(topFor(turns.slice(0, 9))?.depth).toBe(1);
    expect(topFor(turns.slice(0, 11))?.depth).toBe(9);
  });
});
