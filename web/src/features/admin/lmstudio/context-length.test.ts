import { expect, it } from "vitest";
import { parseContext } from "./context-length";

it.each([
  ["", {}],
  [" ", {}],
  ["4096", { tokens: 4096 }],
  [" 8192 ", { tokens: 8192 }],
  ["4294967295", { tokens: 4_294_967_295 }],
])("takes %j", (text, read) => {
  expect(parseContext(text)).toEqual(read);
});

it.each(["0", "-1", "4k", "4096.5", "1e6", "4294967296"])("refuses %j", (text) => {
  expect(parseContext(text).fault).toBeTruthy();
});
