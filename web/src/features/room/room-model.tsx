import type { Conversation } from "@/shared/api/types";
import { mayManage } from "@/shared/lib/rights";
import { ModelButton } from "@/shared/model-picker/model-button";
import { useModelChoice } from "@/shared/model-picker/use-model-choice";

/** Which model answers in the room, for those who may change it; phones find it in the settings. */
export function RoomModel({ conversation }: { conversation: Conversation }) {
  const { choose } = useModelChoice(conversation.id, conversation);
  if (!mayManage(conversation.role) || conversation.assistant_mode === "off") return null;
  return (
    <div className="hidden min-w-0 max-w-56 sm:flex">
      <ModelButton side="bottom" modelId={conversation.model_id} onChoose={choose} />
    </div>
  );
}
