import { type FormEvent, useState } from "react";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { PasswordField } from "@/shared/ui/field";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { minPassword } from "@/shared/ui/password-form";
import { toast } from "@/shared/ui/toast";
import { useUpdateUser } from "./api";

interface Props {
  user: User;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ResetPasswordDialog({ user, open, onOpenChange }: Props) {
  const update = useUpdateUser(user.id);
  const [errors, setErrors] = useState(noErrors);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    try {
      await update.mutateAsync({ replacement_password: password });
      setErrors(noErrors);
      onOpenChange(false);
      toast(t("users.resetDone", { name: user.username }));
    } catch (error) {
      setErrors(formErrors(error));
    }
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("users.resetTitle", { name: user.username })}
      description={t("users.resetText")}
    >
      <form onSubmit={submit}>
        <PasswordField
          label={t("password.new")}
          name="password"
          autoComplete="new-password"
          minLength={minPassword}
          required
          hint={t("password.hint", { count: minPassword })}
          error={errors.form ?? errors.fields.replacement_password ?? errors.fields.password}
        />
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={update.isPending}>
            {t("users.reset")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
