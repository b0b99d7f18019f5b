import { describe, expect, it } from "vitest";
import type { ListedUser } from "@/shared/api/types";
import { everybody, fits, heirsOf, isLastAdministrator, nameOf, stateOf } from "./people";

function person(username: string, rest: Partial<ListedUser> = {}): ListedUser {
  return {
    id: username,
    username,
    email: null,
    display_name: null,
    role: "user",
    disabled: false,
    must_change_password: false,
    theme: "system",
    created_at: "2026-03-01T12:00:00Z",
    sessions: 0,
    last_seen_at: null,
    ...rest,
  };
}

const ada = person("ada", { role: "admin", display_name: "Ada Lovelace", email: "ada@example.org" });
const bob = person("bob", { must_change_password: true });
const eve = person("eve", { role: "admin", disabled: true, must_change_password: true });

describe("the state of an account", () => {
  it("is what its owner meets first", () => {
    expect([ada, bob, eve].map(stateOf)).toEqual(["active", "pending", "disabled"]);
  });
});

describe("the filter of people", () => {
  const found = (filter: Partial<typeof everybody>) =>
    [ada, bob, eve].filter((user) => fits(user, { ...everybody, ...filter })).map((user) => user.username);

  it("lets everybody through while it asks for nothing", () => {
    expect(found({})).toEqual(["ada", "bob", "eve"]);
    expect(found({ search: "  " })).toEqual(["ada", "bob", "eve"]);
  });

  it("looks for every word in names and address", () => {
    expect(found({ search: "LOVE ada" })).toEqual(["ada"]);
    expect(found({ search: "example" })).toEqual(["ada"]);
    expect(found({ search: "ada bob" })).toEqual([]);
  });

  it("joins what it asks for", () => {
    expect(found({ role: "admin" })).toEqual(["ada", "eve"]);
    expect(found({ role: "admin", state: "disabled" })).toEqual(["eve"]);
    expect(found({ state: "pending" })).toEqual(["bob"]);
    expect(found({ role: "admin", search: "bob" })).toEqual([]);
  });
});

describe("the last administrator", () => {
  it("is the only one who can administer", () => {
    expect(isLastAdministrator(ada, [ada, bob, eve])).toBe(true);
    expect(isLastAdministrator(ada, [ada, { ...eve, disabled: false }])).toBe(false);
  });

  it("is nobody who cannot", () => {
    expect(isLastAdministrator(bob, [ada, bob])).toBe(false);
    expect(isLastAdministrator(eve, [eve])).toBe(false);
  });
});

describe("heirs", () => {
  it("are the others who can sign in, by name", () => {
    expect(heirsOf(bob, [eve, person("zoe"), bob, ada]).map(nameOf)).toEqual(["Ada Lovelace", "zoe"]);
    expect(heirsOf(ada, [ada, eve])).toEqual([]);
  });
});
