import { type FormEvent, useState } from "react";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { PasswordField } from "@/shared/ui/field";
import { focusFault } from "@/shared/ui/focus-fault";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { minPassword } from "@/shared/ui/password-form";
import { toast } from "@/shared/ui/toast";
import { useUpdateUser } from "./api";
import { nameOf } from "./people";

interface Props {
  user: User;
  onClose: () => void;
}

export function ResetPasswordDialog({ user, onClose }: Props) {
  const update = useUpdateUser(user.id);
  const [errors, setErrors] = useState(noErrors);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const password = String(new FormData(form).get("password"));
    const short = [...password].length < minPassword;
    setErrors(short ? { fields: { password: t("password.short", { count: minPassword }) } } : noErrors);
    if (short) return focusFault(form);
    try {
      await update.mutateAsync({ replacement_password: password });
      onClose();
      toast(t("users.resetDone", { name: nameOf(user) }));
    } catch (error) {
      setErrors(formErrors(error));
      focusFault(form);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("users.resetTitle", { name: nameOf(user) })}
      description={t("users.resetText")}
    >
      <form onSubmit={submit} noValidate>
        <PasswordField
          label={t("password.new")}
          name="password"
          autoComplete="new-password"
          required
          hint={t("password.hint", { count: minPassword })}
          error={errors.form ?? errors.fields.replacement_password ?? errors.fields.password}
        />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={update.isPending}>
            {t("users.reset")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
