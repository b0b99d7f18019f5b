import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeLocks } from "@/testing/locks";
import { type ConnectionOptions, openConnection } from "./connection";
import { shareConnection } from "./shared-connection";
import type { StreamEvent } from "./state";

vi.mock("./connection");

/** What is told while the way is slow arrives when it is delivered, in order. */
const slow = { on: false, under: [] as (() => void)[] };

function deliver(): void {
  for (let next = slow.under.shift(); next; next = slow.under.shift()) next();
}

/** Channels of the same name in one process. */
class FakeChannel extends EventTarget {
  private static readonly all = new Set<FakeChannel>();
  constructor(private readonly name: string) {
    super();
    FakeChannel.all.add(this);
  }
  postMessage(data: unknown): void {
    for (const other of FakeChannel.all) {
      if (other === this || other.name !== this.name) continue;
      slow.under.push(() => other.dispatchEvent(Object.assign(new Event("message"), { data })));
    }
    if (!slow.on) deliver();
  }
  close(): void {
    FakeChannel.all.delete(this);
  }
}

const opened: ConnectionOptions[] = [];
const closed: ConnectionOptions[] = [];

beforeEach(() => {
  slow.on = false;
  opened.length = 0;
  closed.length = 0;
  vi.mocked(openConnection).mockImplementation((options) => {
    opened.push(options);
    return () => closed.push(options);
  });
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  vi.stubGlobal("BroadcastChannel", FakeChannel);
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const event = (type: string, position = 0): StreamEvent => ({ position, type, payload: {} });

const stops: (() => void)[] = [];

function tab(name = "me", inBackground = false) {
  const seen: string[] = [];
  const stop = shareConnection({
    name,
    path: () => "/stream",
    inBackground,
    onEvent: ({ type }) => seen.push(type),
    onLink: (link) => seen.push(link),
  });
  stops.push(stop);
  return { seen, stop };
}

const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

describe("tabs of one browser", () => {
  it("share one connection and all hear what it says", async () => {
    const tabs = [tab(), tab(), tab()];
    await settle();
    expect(opened).toHaveLength(1);
    opened[0]?.onLink("open");
    opened[0]?.onEvent(event("mention"));
    for (const { seen } of tabs) expect(seen).toEqual(["open", "mention"]);
  });

  it("take over when the one that is connected closes", async () => {
    const first = tab();
    const second = tab();
    await settle();
    first.stop();
    await settle();
    expect(closed).toEqual([opened[0]]);
    expect(opened).toHaveLength(2);
    opened[0]?.onEvent(event("late"));
    opened[1]?.onEvent(event("mention"));
    expect(second.seen).toEqual(["mention"]);
  });

  it("are each connected where they cannot agree", () => {
    vi.stubGlobal("navigator", {});
    tab();
    tab();
    expect(opened).toHaveLength(2);
  });
});

describe("a tab that joins", () => {
  /** A tab that knows everything up to a position, and counts how often it hears that others know more. */
  function tabAt(position: number) {
    const tab = { behind: 0, position };
    const place = { reached: () => tab.position, onBehind: () => tab.behind++ };
    const onEvent = (event: StreamEvent) => {
      tab.position = event.position;
    };
    const options = { name: "one", path: () => "/stream", inBackground: false, place, onEvent };
    stops.push(shareConnection({ ...options, onLink: () => undefined }));
    return tab;
  }

  it("hears that it has missed something", async () => {
    tabAt(5);
    await settle();
    opened[0]?.onEvent(event("message.new", 6));
    expect(tabAt(5).behind).toBe(1);
    expect(tabAt(6).behind).toBe(0);
  });

  it("is not deceived by what it hears before the answer", async () => {
    tabAt(5);
    await settle();
    opened[0]?.onEvent(event("message.new", 6));
    slow.on = true;
    const late = tabAt(5);
    opened[0]?.onEvent(event("message.delta", 7));
    deliver();
    expect(late).toEqual({ behind: 1, position: 7 });
  });

  it("that has to take over before the answer came has missed something if it heard anything", async () => {
    const first = tab("one");
    await settle();
    slow.on = true;
    const [silent, listener] = [tabAt(5), tabAt(5)];
    slow.under.length = 0; // the questions of both are lost
    opened[0]?.onEvent(event("message.delta", 7));
    slow.under.shift(); // on its way to the silent one
    deliver();
    first.stop();
    stops.splice(1, 1)[0]?.(); // the silent one goes, too
    await settle();
    expect(listener).toEqual({ behind: 1, position: 7 });
    expect(silent.behind).toBe(0);
  });

  it("hears it from the one that takes over as well", async () => {
    const first = tab("one");
    await settle();
    tabAt(9);
    const late = tabAt(7);
    expect(late.behind).toBe(0);
    first.stop();
    await settle();
    expect(late.behind).toBe(1);
  });
});

describe("a tab in the background", () => {
  const hide = () => {
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
  };

  it("lets go after a while, and not of what is wanted there, too", async () => {
    tab("one");
    tab("other", true);
    await settle();
    expect(opened).toHaveLength(2);
    vi.useFakeTimers();
    hide();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(closed).toEqual([opened[0]]);
  });
});
