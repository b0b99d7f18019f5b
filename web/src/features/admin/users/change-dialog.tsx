import { refreshSession } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Notice } from "@/shared/ui/notice";
import { toast } from "@/shared/ui/toast";
import { type UserPatch, useUpdateUser } from "./api";
import { nameOf } from "./people";

export type Change = "promote" | "demote" | "disable" | "enable";

const patches: Record<Change, UserPatch> = {
  promote: { role: "admin" },
  demote: { role: "user" },
  disable: { disabled: true },
  enable: { disabled: false },
};

interface Props {
  user: User;
  own: boolean;
  change: Change;
  onClose: () => void;
}

/** Says what a change of somebody's rights means before it is made. */
export function ChangeDialog({ user, own, change, onClose }: Props) {
  const update = useUpdateUser(user.id);
  const name = nameOf(user);
  const danger = change === "demote" || change === "disable";
  const confirm = async () => {
    try {
      await update.mutateAsync(patches[change]);
    } catch {
      return; // shown above the buttons
    }
    onClose();
    toast(t(`users.done.${change}`, { name }));
    if (own) await refreshSession();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`users.ask.${change}`, { name })}
      description={own && danger ? t(`users.own.${change}`) : t(`users.means.${change}`)}
    >
      {update.error && (
        <Notice tone="danger" className="mb-4">
          {asProblem(update.error).message}
        </Notice>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel")}</Button>
        <Button variant={danger ? "danger" : "primary"} busy={update.isPending} onClick={confirm}>
          {t(`users.${change}`)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
