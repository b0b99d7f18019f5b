import { expect, test } from "vitest";
import { problemFrom } from "./problem";

const refusal = new Response(null, { status: 400 });

test("a problem has the finest code that the server names", async () => {
  const code = async (body: unknown) => (await problemFrom(refusal, body)).code;
  expect(await code({ code: "bad_request", details: { rgp_code: "passphrase_wrong" } })).toBe(
    "passphrase_wrong",
  );
  expect(await code({ code: "bad_request", details: { fields: [] } })).toBe("bad_request");
  expect(await code({ code: "bad_request", details: null })).toBe("bad_request");
  expect(await code(null)).toBe("unknown");
});
