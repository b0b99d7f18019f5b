import { expect, test } from "vitest";
import type { Message } from "@/shared/api/types";
import { strangersIn } from "./strangers";

const post = (author_user_id?: string) => ({ ...(author_user_id && { author_user_id }) }) as Message;

test("strangers are the authors of everything shown who are not in the conversation", () => {
  const threads = [{ root_author: "dora", repliers: ["ada", "carl"] }] as never;
  const trees = {
    top: {
      rootId: "root",
      above: [post("eve")],
      messages: [post("ada"), post("carl"), post()],
      cursor: null,
    },
  };
  expect(strangersIn({ threads, trees }, new Set(["ada"]))).toEqual(["carl", "dora", "eve"]);
  expect(strangersIn({ threads: [], trees: {} }, new Set())).toEqual([]);
});
