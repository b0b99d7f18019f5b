import { describe, expect, it } from "vitest";
import { calmOrder } from "./calm-order";

const rows = (ids: string) => [...ids].map((id) => ({ id }));
const order = (newest: string, shown: string, held: boolean) =>
  calmOrder(rows(newest), [...shown], held)
    .map((row) => row.id)
    .join("");

describe("the order of a list", () => {
  it("is the newest first while nobody reaches for it", () => {
    expect(order("cab", "abc", false)).toBe("cab");
  });

  it("stays as it was while somebody does", () => {
    expect(order("cab", "abc", true)).toBe("abc");
  });

  it("gives way to what went, and what is new waits at the end", () => {
    expect(order("ncyab", "axbc", true)).toBe("abcny");
  });

  it("is the newest first when nothing was shown before", () => {
    expect(order("cab", "", true)).toBe("cab");
  });
});
