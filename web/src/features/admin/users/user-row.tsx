import { Ellipsis } from "lucide-react";
import { useState } from "react";
import type { ListedUser } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { dayAndTime, timeAgo } from "@/shared/lib/time";
import { Avatar } from "@/shared/ui/avatar";
import { Badge } from "@/shared/ui/badge";
import { IconButton } from "@/shared/ui/button";
import { Menu } from "@/shared/ui/menu";
import { nameOf, stateOf } from "./people";
import { userEntries } from "./user-entries";
import { type Layer, UserLayers } from "./user-layers";

interface Props {
  user: ListedUser;
  own: boolean;
  all: readonly ListedUser[];
}

export function UserRow({ user, own, all }: Props) {
  const [layer, setLayer] = useState<Layer | null>(null);
  const name = nameOf(user);
  const state = stateOf(user);
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Avatar id={user.id} name={name} />
      <div className="min-w-0 flex-1 gap-x-4 @2xl:grid @2xl:grid-cols-[1fr_12rem] @2xl:items-center">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
            <span className="min-w-0 truncate">{name}</span>
            {user.role === "admin" && <Badge tone="accent">{t("role.admin")}</Badge>}
            {own && <Badge>{t("users.you")}</Badge>}
            {state !== "active" && (
              <Badge tone={state === "disabled" ? "warn" : "neutral"}>{t(`users.state.${state}`)}</Badge>
            )}
          </p>
          <p className="truncate text-[0.8125rem] text-muted">
            {[name !== user.username && user.username, user.email ?? t("users.noEmail")]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <p className="text-[0.8125rem] text-muted">
          <span>{seen(user.last_seen_at)}</span>
          <span className="@2xl:block">
            <span aria-hidden className="@2xl:hidden">
              {" · "}
            </span>
            {user.sessions > 0 ? t("users.sessionCount", { count: user.sessions }) : t("users.signedOut")}
          </span>
        </p>
      </div>
      <Menu
        align="end"
        trigger={
          <IconButton label={t("users.actions", { name: user.username })}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={userEntries(user, setLayer)}
      />
      <UserLayers user={user} own={own} all={all} layer={layer} onClose={() => setLayer(null)} />
    </li>
  );
}

function seen(at: string | null): string {
  if (!at) return t("users.neverSeen");
  return t("users.seen", { time: timeAgo(at, new Date()) ?? dayAndTime(at) });
}
