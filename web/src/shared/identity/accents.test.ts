import { describe, expect, it } from "vitest";
import { accentFit, defaultAccent } from "@/shared/lib/accent";
import { accents } from "./accents";

describe("the colours that are offered", () => {
  it.each(accents)("$hex is used as it is, with white on it, in both themes", ({ hex }) => {
    for (const dark of [false, true])
      expect(accentFit(hex, dark)).toEqual({ fill: hex, text: "#ffffff", changed: null });
  });

  it("have the default among them", () => {
    expect(accents.map(({ hex }) => hex)).toContain(defaultAccent);
  });
});
