import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeLocks } from "@/testing/locks";
import { announceWatching, isAnyTabWatched } from "./watched";

function look(state: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

it("knows whether any tab is looked at, also from one that is not", async () => {
  look("visible");
  // Two windows side by side.
  const first = announceWatching();
  const second = announceWatching();
  await settle();
  expect(await isAnyTabWatched()).toBe(true);
  // Seen from a third tab, in the background: only the others count.
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  expect(await isAnyTabWatched()).toBe(true);
  first();
  await settle();
  expect(await isAnyTabWatched()).toBe(true);
  second();
  await settle();
  expect(await isAnyTabWatched()).toBe(false);
});

it("stops counting a tab as soon as it is hidden", async () => {
  look("visible");
  const stop = announceWatching();
  await settle();
  look("hidden");
  await settle();
  expect(await isAnyTabWatched()).toBe(false);
  look("visible");
  await settle();
  expect(await isAnyTabWatched()).toBe(true);
  stop();
});
