import { expect, it } from "vitest";
import { fileFault, withType } from "./image-check";

it.each([
  ["logo", "image/png", 1],
  ["logo", "image/webp", 1_048_576],
  ["favicon", "image/png", 1],
  ["favicon", "image/vnd.microsoft.icon", 1],
] as const)("takes a %s of type %s with %i bytes", (kind, type, size) => {
  expect(fileFault(kind, { type, size })).toBeNull();
});

it.each([
  ["logo", "image/svg+xml", 1],
  ["logo", "image/x-icon", 1],
  ["favicon", "image/jpeg", 1],
  ["logo", "", 1],
  ["logo", "image/png", 0],
  ["favicon", "image/png", 1_048_577],
] as const)("refuses a %s of type %j with %i bytes", (kind, type, size) => {
  expect(fileFault(kind, { type, size })).toBeTruthy();
});

it("knows icons by their ending where the system knows no type", () => {
  expect(withType(new File(["x"], "site.ICO")).type).toBe("image/x-icon");
  expect(withType(new File(["x"], "site")).type).toBe("");
});
