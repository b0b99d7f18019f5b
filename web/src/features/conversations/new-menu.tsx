import { Link } from "@tanstack/react-router";
import { ChevronDown, SquarePen, UsersRound } from "lucide-react";
import { t } from "@/shared/i18n";
import { modName } from "@/shared/lib/media";
import { Menu } from "@/shared/ui/menu";

const half =
  "flex h-10 items-center border border-line bg-surface text-sm font-medium shadow-card transition-colors hoverable:hover:border-line-strong";

/** Starts a chat at once, or a group by its menu. */
export function NewMenu({ onNewGroup }: { onNewGroup: () => void }) {
  return (
    <div className="flex px-2.5 pb-2 pt-1">
      <Link to="/" className={`${half} min-w-0 flex-1 gap-2.5 rounded-s-xl px-3`}>
        <SquarePen className="size-4 text-accent-text" aria-hidden />
        {t("chat.new")}
      </Link>
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            aria-label={t("new.menu")}
            title={t("new.menu")}
            className={`${half} -ms-px w-10 justify-center rounded-e-xl text-muted data-[state=open]:bg-hover`}
          >
            <ChevronDown className="size-4" aria-hidden />
          </button>
        }
        entries={[
          {
            kind: "item",
            icon: UsersRound,
            label: t("group.new"),
            hint: `${modName} ⇧ G`,
            onSelect: onNewGroup,
          },
        ]}
      />
    </div>
  );
}
