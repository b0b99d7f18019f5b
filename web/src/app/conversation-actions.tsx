import { useQuery } from "@tanstack/react-query";
import { Ellipsis, Settings2, UserRoundPlus } from "lucide-react";
import { PeopleButton } from "@/features/people";
import { conversationQuery } from "@/shared/api/conversation-cache";
import { t } from "@/shared/i18n";
import { mayManage } from "@/shared/lib/rights";
import { IconButton } from "@/shared/ui/button";
import { Menu, type MenuEntry } from "@/shared/ui/menu";
import { useLayers } from "./conversation-layers";

/** What the header of a conversation's page offers beside its title. */
export function ConversationActions({ conversationId: id }: { conversationId: string }) {
  const { data: conversation } = useQuery(conversationQuery(id));
  const layers = useLayers();
  if (!conversation) return null;
  const invite: MenuEntry = {
    kind: "item",
    icon: UserRoundPlus,
    label: t("invite.people"),
    onSelect: () => layers.open("invite", id),
  };
  const settings: MenuEntry = {
    kind: "item",
    icon: Settings2,
    label: t("conversation.settings"),
    onSelect: () => layers.open("settings", id),
  };
  return (
    <>
      {conversation.is_group && (
        <PeopleButton conversationId={id} onOpen={() => layers.open("members", id)} />
      )}
      <Menu
        align="end"
        trigger={
          <IconButton large label={t("conversation.menu")}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={mayManage(conversation.role) ? [invite, settings] : [settings]}
      />
    </>
  );
}
