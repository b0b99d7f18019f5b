import { useRef } from "react";
import { patchCached, putCached } from "@/shared/api/conversation-cache";
import { updateConversation } from "@/shared/api/conversations";
import { asProblem } from "@/shared/api/problem";
import type { Conversation, Model } from "@/shared/api/types";
import { toast } from "@/shared/ui/toast";

/** Chooses the model of a conversation. The choice is shown at once, and the last one counts. */
export function useModelChoice(id: string, conversation: Conversation | undefined) {
  /** The choice that the server may not know yet. */
  const choosing = useRef<string>(undefined);
  const choose = async (model: Model) => {
    choosing.current = model.id;
    const isLast = () => choosing.current === model.id;
    patchCached(id, { model_id: model.id });
    try {
      const updated = await updateConversation(id, { model_id: model.id });
      if (isLast()) putCached(updated);
    } catch (error) {
      if (isLast() && conversation) putCached(conversation);
      toast(asProblem(error).message);
    } finally {
      if (isLast()) choosing.current = undefined;
    }
  };
  return { choose, choosing };
}
