import { Link } from "@tanstack/react-router";
import { SquarePen } from "lucide-react";
import { useContext } from "react";
import { t } from "@/shared/i18n";
import { SidebarContext } from "@/shared/ui/page-header";

/** The way to a new chat while the sidebar, which has one, is hidden. */
export function NewChatLink() {
  const sidebar = useContext(SidebarContext);
  if (sidebar.shown) return null;
  return (
    <Link
      to="/"
      aria-label={t("chat.new")}
      title={t("chat.new")}
      className="flex size-10 shrink-0 items-center justify-center rounded-lg text-muted hoverable:hover:bg-hover hoverable:hover:text-text"
    >
      <SquarePen className="size-5" aria-hidden />
    </Link>
  );
}
