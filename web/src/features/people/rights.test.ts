import { describe, expect, it } from "vitest";
import { mayRemove, roles, rolesToGive } from "./rights";

describe("rights over people", () => {
  it("belong to owners without bounds", () => {
    for (const theirs of roles) {
      expect(rolesToGive("owner", theirs)).toEqual(roles);
      expect(mayRemove("owner", theirs)).toBe(true);
    }
  });

  it("of an admin end at owners", () => {
    expect(rolesToGive("admin", "owner")).toEqual([]);
    expect(mayRemove("admin", "owner")).toBe(false);
    expect(rolesToGive("admin", "member")).toEqual(["admin", "member", "viewer"]);
    expect(mayRemove("admin", "admin")).toBe(true);
  });

  it("are not for others", () => {
    for (const own of ["member", "viewer"] as const) {
      for (const theirs of roles) {
        expect(rolesToGive(own, theirs)).toEqual([]);
        expect(mayRemove(own, theirs)).toBe(false);
      }
    }
  });
});
