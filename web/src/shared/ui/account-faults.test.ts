import { describe, expect, it } from "vitest";
import { accountFaults } from "./account-faults";

const good = { username: "ann", email: "", display_name: "", password: "twelve chars" };
const faulty = (change: Partial<typeof good>) => Object.keys(accountFaults({ ...good, ...change }));

describe("the fields of an account", () => {
  it("pass as the server takes them", () => {
    expect(faulty({})).toEqual([]);
    expect(faulty({ username: "a.b_c-9", email: "ann@host", display_name: "Änn ☀" })).toEqual([]);
  });

  it("are refused where the server would refuse them", () => {
    expect(faulty({ username: "an" })).toEqual(["username"]);
    expect(faulty({ username: "ann@home" })).toEqual(["username"]);
    expect(faulty({ email: "ann" })).toEqual(["email"]);
    expect(faulty({ display_name: "ü".repeat(51) })).toEqual(["display_name"]);
    expect(faulty({ password: "eleven char" })).toEqual(["password"]);
  });

  it("need no password where it is not asked for", () => {
    expect(accountFaults({ username: "ann", email: "" })).toEqual({});
  });
});
