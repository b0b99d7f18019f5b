import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sendPresence } from "@/shared/api/presence";
import { FakeLocks } from "@/testing/locks";
import { keepPresent } from "./presence";

vi.mock("@/shared/api/presence");

const said = () => vi.mocked(sendPresence).mock.calls.map(([status]) => status);

function look(state: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

let stops: (() => void)[] = [];
function tab(): () => void {
  const stop = keepPresent();
  stops.push(stop);
  return stop;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
  vi.mocked(sendPresence).mockResolvedValue();
  look("visible");
});
afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
  vi.resetAllMocks();
});

describe("presence", () => {
  it("is told again and again while the page is looked at", async () => {
    tab();
    await vi.advanceTimersByTimeAsync(65_000);
    expect(said()).toEqual(["online", "online", "online"]);
  });

  it("ends after a while in the background, and comes back at once", async () => {
    tab();
    await vi.advanceTimersByTimeAsync(0);
    look("hidden");
    await vi.advanceTimersByTimeAsync(120_000);
    expect(said()).toEqual(["online", "away"]);
    look("visible");
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual(["online", "away", "online"]);
  });

  it("does not notice a glance elsewhere", async () => {
    tab();
    await vi.advanceTimersByTimeAsync(0);
    look("hidden");
    await vi.advanceTimersByTimeAsync(10_000);
    look("visible");
    await vi.advanceTimersByTimeAsync(15_000);
    expect(said()).toEqual(["online"]);
  });

  it("is told by one of several tabs, and by another when that one closes", async () => {
    const first = tab();
    tab();
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual(["online"]);
    first();
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual(["online", "online"]);
  });

  it("survives a beat that is lost", async () => {
    vi.mocked(sendPresence).mockRejectedValueOnce(new Error("no network"));
    tab();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(said()).toEqual(["online", "online"]);
  });
});
