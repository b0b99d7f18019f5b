import { useNavigate, useParams } from "@tanstack/react-router";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/confirm";
import { remove } from "./actions";

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** Asks before a group goes away for everybody. */
export default function DeleteDialog({ conversation, onClose }: Props) {
  const navigate = useNavigate();
  const shown = useParams({ strict: false }).conversationId;
  const confirmed = () => {
    if (shown === conversation.id) void navigate({ to: "/" });
    void remove(conversation);
  };
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("group.deleteTitle", { title: conversation.title })}
      description={t("group.deleteText")}
      action={t("action.delete")}
      onConfirm={confirmed}
    />
  );
}
