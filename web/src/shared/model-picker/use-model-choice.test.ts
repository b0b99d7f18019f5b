import { renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { findCached, putCached } from "@/shared/api/conversation-cache";
import * as api from "@/shared/api/conversations";
import type { Conversation, Model } from "@/shared/api/types";
import { makeConversation } from "@/testing/make";
import { useModelChoice } from "./use-model-choice";

it("shows the last choice, in whatever order the answers come", async () => {
  const conversation = makeConversation({ id: "c1", model_id: "slow" });
  putCached(conversation);
  const answers = new Map<string, (updated: Conversation) => void>();
  vi.spyOn(api, "updateConversation").mockImplementation(
    (_, { model_id }) => new Promise((resolve) => answers.set(String(model_id), resolve)),
  );
  const { result } = renderHook(() => useModelChoice("c1", conversation));
  const first = result.current.choose({ id: "fast" } as Model);
  const last = result.current.choose({ id: "wise" } as Model);
  expect(result.current.choosing.current).toBe("wise");

  answers.get("wise")?.({ ...conversation, model_id: "wise" });
  await last;
  answers.get("fast")?.({ ...conversation, model_id: "fast" });
  await first;
  expect(findCached("c1")?.model_id).toBe("wise");
  expect(result.current.choosing.current).toBeUndefined();
});
