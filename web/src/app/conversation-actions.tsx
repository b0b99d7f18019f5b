import { Ellipsis, Settings2 } from "lucide-react";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { Menu } from "@/shared/ui/menu";
import { useOpenLayer } from "./conversation-layers";

/** What the header of a conversation's page offers beside its title. */
export function ConversationActions({ conversationId }: { conversationId: string }) {
  const openLayer = useOpenLayer();
  return (
    <Menu
      align="end"
      trigger={
        <IconButton large label={t("conversation.menu")}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
      entries={[
        {
          kind: "item",
          icon: Settings2,
          label: t("conversation.settings"),
          onSelect: () => openLayer("settings", conversationId),
        },
      ]}
    />
  );
}
