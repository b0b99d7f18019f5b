import { useNavigate, useParams } from "@tanstack/react-router";
import { useAccount } from "@/shared/api/account";
import { removeCached } from "@/shared/api/conversation-cache";
import { removeParticipant } from "@/shared/api/participants";
import { asProblem } from "@/shared/api/problem";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/confirm";
import { toast } from "@/shared/ui/toast";

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** Asks before somebody leaves a conversation for good. */
export default function LeaveDialog({ conversation, onClose }: Props) {
  const account = useAccount();
  const navigate = useNavigate();
  const shown = useParams({ strict: false }).conversationId;
  const leave = async () => {
    if (!account) return;
    try {
      await removeParticipant(conversation.id, account.id);
      if (shown === conversation.id) await navigate({ to: "/" });
      removeCached(conversation.id);
      toast(t("people.left", { title: conversation.title }));
    } catch (error) {
      toast(asProblem(error).message);
    }
  };
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("people.leaveTitle", { title: conversation.title })}
      description={t("people.leaveText")}
      action={t("people.leave")}
      onConfirm={() => void leave()}
    />
  );
}
