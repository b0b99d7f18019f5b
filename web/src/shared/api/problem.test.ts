import { expect, test } from "vitest";
import { problemFrom } from "./problem";

const refusal = new Response(null, { status: 400 });

test("a problem has the finest code that the server names", () => {
  const code = (body: unknown) => problemFrom(refusal, body).code;
  expect(code({ code: "bad_request", details: { rgp_code: "passphrase_wrong" } })).toBe("passphrase_wrong");
  expect(code({ code: "bad_request", details: { fields: [] } })).toBe("bad_request");
  expect(code({ code: "bad_request", details: null })).toBe("bad_request");
  expect(code(null)).toBe("unknown");
});
