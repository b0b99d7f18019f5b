import { type FormEvent, useState } from "react";
import { refreshSession } from "@/shared/api/account";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { AccountFields, accountNames } from "@/shared/ui/account-fields";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
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
    const names = accountNames(new FormData(form));
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
        <AccountFields
          names={{
            username: user.username,
            display_name: user.display_name ?? "",
            email: user.email ?? "",
          }}
          faults={errors.fields}
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
