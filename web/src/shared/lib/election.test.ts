import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeLocks } from "@/testing/locks";
import { elect, isVacant } from "./election";

/** A tab that writes down when its work begins and ends. */
function tab(name: string, log: string[]): () => Promise<void> {
  return elect("office", () => {
    log.push(`${name} begins`);
    return () => log.push(`${name} ends`);
  });
}

const settle = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

describe("with locks", () => {
  beforeEach(() => {
    vi.stubGlobal("navigator", { locks: new FakeLocks() });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("one tab works, and the next takes over when it goes", async () => {
    const log: string[] = [];
    const first = tab("first", log);
    const second = tab("second", log);
    await settle();
    expect(log).toEqual(["first begins"]);
    await first();
    await settle();
    expect(log).toEqual(["first begins", "first ends", "second begins"]);
    await second();
    expect(log.at(-1)).toBe("second ends");
  });

  it("a tab that stopped waiting is passed over", async () => {
    const log: string[] = [];
    const first = tab("first", log);
    const second = tab("second", log);
    tab("third", log);
    await second();
    await first();
    await settle();
    expect(log).toEqual(["first begins", "first ends", "third begins"]);
  });

  it("an office is vacant once the last one has stepped back", async () => {
    expect(await isVacant("office")).toBe(true);
    const first = tab("first", []);
    const second = tab("second", []);
    await first();
    expect(await isVacant("office")).toBe(false);
    await second();
    expect(await isVacant("office")).toBe(true);
  });
});

it("without locks every tab works for itself", async () => {
  vi.stubGlobal("navigator", {});
  const log: string[] = [];
  const first = tab("first", log);
  tab("second", log);
  expect(log).toEqual(["first begins", "second begins"]);
  await first();
  expect(log.at(-1)).toBe("first ends");
  vi.unstubAllGlobals();
});
