import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { PasswordField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { formErrors } from "@/shared/ui/form-errors";
import { minPassword } from "@/shared/ui/password-form";
import { toast } from "@/shared/ui/toast";
import { useForm } from "@/shared/ui/use-form";
import { useUpdateUser } from "./api";
import { nameOf } from "./people";

interface Props {
  user: User;
  onClose: () => void;
}

export function ResetPasswordDialog({ user, onClose }: Props) {
  const update = useUpdateUser(user.id);
  const form = useForm({
    read: (fields) => String(fields.get("password")),
    check: (password) =>
      [...password].length < minPassword ? { password: t("password.short", { count: minPassword }) } : {},
    send: async (password) => {
      await update.mutateAsync({ replacement_password: password });
      onClose();
      toast(t("users.resetDone", { name: nameOf(user) }));
    },
    explain: (error) => formErrors(error, { replacement_password: "password" }),
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("users.resetTitle", { name: nameOf(user) })}
      description={t("users.resetText")}
    >
      <Form form={form} className="flex flex-col gap-4">
        <PasswordField
          label={t("password.new")}
          name="password"
          autoComplete="new-password"
          required
          hint={t("password.hint", { count: minPassword })}
          error={form.errors.password}
        />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={form.busy}>
            {t("users.reset")}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
