import { expect, it } from "vitest";
import { formatBytes } from "./bytes";

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [65_536, "65.5 kB"],
  [1_048_576, "1.05 MB"],
  [4_370_000_000, "4.37 GB"],
  [123_456_789, "123 MB"],
])("%i is %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
