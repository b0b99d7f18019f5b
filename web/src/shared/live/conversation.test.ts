import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "@/shared/api/conversations";
import { Problem } from "@/shared/api/problem";
import { makeAnswer, makeConversation, makeLine, makeMessage } from "@/testing/make";
import { LiveConversation } from "./conversation";

vi.mock("@/shared/api/conversations");
vi.mock("./shared-connection", () => ({ shareConnection: () => () => undefined }));

const posted = (message = makeMessage("m1")) => ({
  message_id: message.id,
  root_id: "m1",
  conversation_id: "c1",
  depth: 1,
  message,
  answer: makeAnswer("a1", message.id, { status: "streaming", content: "" }),
});

/** The state as it is shown after the next frame. */
async function view(live: LiveConversation) {
  await vi.advanceTimersByTimeAsync(300);
  return live.view();
}

beforeEach(() => {
  vi.resetAllMocks();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function fresh(): LiveConversation {
  const live = new LiveConversation("c1");
  live.seed(makeConversation());
  return live;
}

describe("sending", () => {
  it("shows the message at once and the server's in its place", async () => {
    const live = fresh();
    vi.mocked(api.postMessage).mockResolvedValue(posted(makeMessage("m1", { content: "hi" })));
    live.send("hi", undefined);
    const { outbox, line } = await view(live);
    expect(outbox).toEqual([]);
    expect(line.map((message) => message.id)).toEqual(["m1", "a1"]);
  });

  it("keeps what failed, and sends it again under the same id", async () => {
    const live = fresh();
    vi.mocked(api.postMessage)
      .mockRejectedValueOnce(new Problem(0, "offline", "no network"))
      .mockResolvedValueOnce(posted());
    live.send("text of m1", undefined);
    const [out] = (await view(live)).outbox;
    expect(out).toMatchObject({ content: "text of m1", failure: "no network" });
    live.resend(out?.id ?? "");
    expect((await view(live)).outbox).toEqual([]);
    const ids = vi.mocked(api.postMessage).mock.calls.map(([, , { requestId }]) => requestId);
    expect(ids).toEqual([out?.id, out?.id]);
  });

  it("forgets a message that arrived another way", async () => {
    const live = fresh();
    vi.mocked(api.postMessage).mockReturnValue(new Promise(() => undefined));
    live.send("text of m1", undefined);
    expect((await view(live)).outbox).toHaveLength(1);
    live.take(makeMessage("m1"));
    expect((await view(live)).outbox).toEqual([]);
  });
});

describe("loading", () => {
  it("applies what happened meanwhile on top of the snapshot", async () => {
    const live = fresh();
    let answer: (line: ReturnType<typeof makeLine>) => void = () => undefined;
    vi.mocked(api.getLine).mockReturnValue(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const loaded = live.refresh();
    live.take(makeMessage("m2", { parent_id: "m1" }));
    answer(makeLine([makeMessage("m1")], 3));
    await loaded;
    expect((await view(live)).line.map((message) => message.id)).toEqual(["m1", "m2"]);
  });

  it("fails visibly only when there is nothing to show", async () => {
    vi.mocked(api.getLine).mockRejectedValue(new Problem(500, "internal_error", "broken"));
    const empty = new LiveConversation("c2");
    const close = empty.open();
    expect(await view(empty)).toMatchObject({ phase: "failed", problem: { message: "broken" } });
    close();
    const live = fresh();
    await live.refresh();
    expect((await view(live)).phase).toBe("ready");
  });
});
