import { Link } from "@tanstack/react-router";
import { PanelLeftClose, SquarePen } from "lucide-react";
import { ConversationList } from "@/features/conversations";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { Logo } from "@/shared/ui/logo";
import { AccountMenu } from "./account-menu";
import { useOpenLayer } from "./conversation-layers";

export function Sidebar({ onHide }: { onHide: () => void }) {
  const name = useServerName();
  const openLayer = useOpenLayer();
  return (
    <nav aria-label={t("sidebar.title")} className="flex h-full flex-col">
      <div className="flex h-14 shrink-0 items-center gap-2.5 ps-4 pe-2">
        <Logo className="size-7 shrink-0" />
        <span className="min-w-0 flex-1 truncate font-semibold tracking-[-0.012em]">{name}</span>
        <IconButton label={t("sidebar.hide")} onClick={onHide}>
          <PanelLeftClose aria-hidden />
        </IconButton>
      </div>
      <div className="px-2.5 pb-2 pt-1">
        <Link
          to="/"
          className="flex h-10 items-center gap-2.5 rounded-xl border border-line bg-surface px-3 text-sm font-medium shadow-card transition-colors hoverable:hover:border-line-strong"
        >
          <SquarePen className="size-4 text-accent-text" aria-hidden />
          {t("chat.new")}
        </Link>
      </div>
      <ConversationList onOpen={openLayer} />
      <AccountMenu />
    </nav>
  );
}
