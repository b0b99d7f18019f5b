import { Link2, UserRound } from "lucide-react";
import { useState } from "react";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Notice } from "@/shared/ui/notice";
import { Segmented } from "@/shared/ui/segmented";
import { InvitationList } from "./invitation-list";
import { LinkForm } from "./link-form";
import { PersonForm } from "./person-form";

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

type Way = "link" | "person";

/** Ways to let somebody into a conversation, and the invitations there are. */
export default function InviteDialog({ conversation, onClose }: Props) {
  const [way, setWay] = useState<Way>("link");
  // What it was when the dialog opened: the first person who is added changes it.
  const [wasChat] = useState(!conversation.is_group);
  const { id, role } = conversation;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("invite.title", { title: conversation.title })}
    >
      <div className="flex flex-col gap-5">
        {wasChat && <Notice title={t("invite.chat")}>{t("invite.chatText")}</Notice>}
        <Segmented<Way>
          label={t("invite.way")}
          value={way}
          onChange={setWay}
          options={[
            { value: "link", label: t("invite.byLink"), icon: Link2 },
            { value: "person", label: t("invite.byName"), icon: UserRound },
          ]}
        />
        {way === "link" ? (
          <LinkForm conversationId={id} ownRole={role} />
        ) : (
          <PersonForm conversationId={id} ownRole={role} />
        )}
        <InvitationList conversationId={id} />
      </div>
    </Dialog>
  );
}
