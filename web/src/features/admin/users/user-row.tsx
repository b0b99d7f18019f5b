import { Ellipsis, KeyRound, ShieldCheck, ShieldOff, Trash2, UserRoundCheck, UserRoundX } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Badge } from "@/shared/ui/badge";
import { IconButton } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { Menu, type MenuEntry } from "@/shared/ui/menu";
import { toast } from "@/shared/ui/toast";
import { type UserPatch, useDeleteUser, useUpdateUser } from "./api";
import { ResetPasswordDialog } from "./reset-password-dialog";

export function UserRow({ user, own }: { user: User; own: boolean }) {
  const update = useUpdateUser(user.id);
  const remove = useDeleteUser(user.id);
  const [layer, setLayer] = useState<"reset" | "delete" | null>(null);
  const onError = (error: unknown) => toast(asProblem(error).message);
  const change = (patch: UserPatch) => update.mutate(patch, { onError });
  const admin = user.role === "admin";
  const entries: MenuEntry[] = [
    { kind: "item", icon: KeyRound, label: t("users.reset"), onSelect: () => setLayer("reset") },
    {
      kind: "item",
      icon: admin ? ShieldOff : ShieldCheck,
      label: t(admin ? "users.demote" : "users.promote"),
      onSelect: () => change({ role: admin ? "user" : "admin" }),
    },
    {
      kind: "item",
      icon: user.disabled ? UserRoundCheck : UserRoundX,
      label: t(user.disabled ? "users.enable" : "users.disable"),
      onSelect: () => change({ disabled: !user.disabled }),
    },
  ];
  if (!own) {
    entries.push(
      { kind: "separator" },
      {
        kind: "item",
        icon: Trash2,
        danger: true,
        label: t("action.delete"),
        onSelect: () => setLayer("delete"),
      },
    );
  }
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <span
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold uppercase text-accent-text"
      >
        {user.username.slice(0, 1)}
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          <span className="truncate">{user.username}</span>
          {admin && <Badge tone="accent">{t("role.admin")}</Badge>}
          {own && <Badge>{t("users.you")}</Badge>}
          {user.disabled && <Badge tone="warn">{t("users.disabled")}</Badge>}
          {user.must_change_password && <Badge>{t("users.pending")}</Badge>}
        </p>
        <p className="truncate text-[0.8125rem] text-muted">{user.email ?? t("users.noEmail")}</p>
      </div>
      <Menu
        align="end"
        trigger={
          <IconButton
            label={t("users.actions", { name: user.username })}
            disabled={update.isPending || remove.isPending}
          >
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={entries}
      />
      <ResetPasswordDialog
        user={user}
        open={layer === "reset"}
        onOpenChange={(open) => setLayer(open ? "reset" : null)}
      />
      <Confirm
        open={layer === "delete"}
        onOpenChange={(open) => setLayer(open ? "delete" : null)}
        title={t("users.deleteTitle", { name: user.username })}
        description={t("users.deleteText")}
        action={t("action.delete")}
        onConfirm={() => remove.mutate(undefined, { onError })}
      />
    </li>
  );
}
