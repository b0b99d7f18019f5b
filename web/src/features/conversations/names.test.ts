import { expect, it } from "vitest";
import { parseNames } from "./names";

it("takes names in every form in which people write them", () => {
  expect(parseNames(" @ann, bo@example.org;\ncy  ,, ")).toEqual(["ann", "bo@example.org", "cy"]);
  expect(parseNames("ann Ann")).toHaveLength(1);
  expect(parseNames("  ")).toEqual([]);
});
