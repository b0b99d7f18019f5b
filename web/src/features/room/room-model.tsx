import { patchCached, putCached } from "@/shared/api/conversation-cache";
import { updateConversation } from "@/shared/api/conversations";
import { asProblem } from "@/shared/api/problem";
import type { Conversation, Model } from "@/shared/api/types";
import { mayManage } from "@/shared/lib/rights";
import { ModelButton } from "@/shared/model-picker/model-button";
import { toast } from "@/shared/ui/toast";

/** Which model answers in the room, for those who may change it; phones find it in the settings. */
export function RoomModel({ conversation }: { conversation: Conversation }) {
  if (!mayManage(conversation.role) || conversation.assistant_mode === "off") return null;
  const choose = async ({ id }: Model) => {
    patchCached(conversation.id, { model_id: id });
    try {
      putCached(await updateConversation(conversation.id, { model_id: id }));
    } catch (error) {
      putCached(conversation);
      toast(asProblem(error).message);
    }
  };
  return (
    <div className="hidden min-w-0 max-w-56 sm:flex">
      <ModelButton side="bottom" modelId={conversation.model_id} onChoose={choose} />
    </div>
  );
}
