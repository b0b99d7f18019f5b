import { PanelLeftClose } from "lucide-react";
import { ConversationList, NewMenu } from "@/features/conversations";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { Logo } from "@/shared/ui/logo";
import { AccountMenu } from "./account-menu";
import { useLayers } from "./conversation-layers";

export function Sidebar({ onHide }: { onHide: () => void }) {
  const name = useServerName();
  const layers = useLayers();
  return (
    <nav aria-label={t("sidebar.title")} className="flex h-full flex-col">
      <div className="flex h-14 shrink-0 items-center gap-2.5 ps-4 pe-2">
        <Logo className="size-7 shrink-0" />
        <span className="min-w-0 flex-1 truncate font-semibold tracking-[-0.012em]">{name}</span>
        <IconButton label={t("sidebar.hide")} onClick={onHide}>
          <PanelLeftClose aria-hidden />
        </IconButton>
      </div>
      <NewMenu onNewGroup={layers.newGroup} />
      <ConversationList onOpen={layers.open} />
      <AccountMenu />
    </nav>
  );
}
