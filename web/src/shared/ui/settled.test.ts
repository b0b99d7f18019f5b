import { expect, it } from "vitest";
import { settled } from "./settled";

it("takes what is stored, and keeps what was typed meanwhile", () => {
  const sent = { name: " Ada ", mail: "ada@" };
  const typed = { name: " Ada ", mail: "ada@example.org" };
  expect(settled(typed, sent, { name: "Ada", mail: "ada@" })).toEqual({
    name: "Ada",
    mail: "ada@example.org",
  });
});
