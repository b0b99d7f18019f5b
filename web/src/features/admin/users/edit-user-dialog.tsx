import { type FormEvent, useState } from "react";
import { refreshSession } from "@/shared/api/account";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { TextField } from "@/shared/ui/field";
import { focusFault } from "@/shared/ui/focus-fault";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { toast } from "@/shared/ui/toast";
import { useUpdateUser } from "./api";
import { nameOf } from "./people";

interface Props {
  user: User;
  onClose: () => void;
}

/** How somebody is called, and by which names they sign in. */
export function EditUserDialog({ user, onClose }: Props) {
  const update = useUpdateUser(user.id);
  const [errors, setErrors] = useState(noErrors);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name)).trim();
    const names = {
      username: text("username"),
      display_name: text("display_name"),
      email: text("email"),
    };
    const faults = accountFaults(names);
    setErrors({ fields: faults });
    if (Object.keys(faults).length > 0) return focusFault(form);
    try {
      await update.mutateAsync(names);
      onClose();
      toast(t("users.saved"));
      await refreshSession();
    } catch (error) {
      setErrors(formErrors(error));
      focusFault(form);
    }
  };

  return (
    <Dialog open onOpenChange={onClose} title={t("users.editTitle", { name: nameOf(user) })}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {errors.form && <Notice tone="danger">{errors.form}</Notice>}
        <TextField
          label={t("account.username")}
          name="username"
          defaultValue={user.username}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          hint={t("account.usernameHint")}
          error={errors.fields.username}
        />
        <TextField
          label={t("account.displayName")}
          name="display_name"
          defaultValue={user.display_name ?? ""}
          autoComplete="off"
          error={errors.fields.display_name}
        />
        <TextField
          label={t("account.email")}
          name="email"
          type="email"
          defaultValue={user.email ?? ""}
          autoComplete="off"
          error={errors.fields.email}
        />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={update.isPending}>
            {t("action.save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
