import { type FormEvent, useState } from "react";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { PasswordField, SelectField, TextField } from "@/shared/ui/field";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { minPassword } from "@/shared/ui/password-form";
import { toast } from "@/shared/ui/toast";
import { useCreateUser } from "./api";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CreateUserDialog({ open, onOpenChange }: Props) {
  const create = useCreateUser();
  const [errors, setErrors] = useState(noErrors);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name)).trim();
    try {
      await create.mutateAsync({
        username: text("username"),
        email: text("email"),
        password: String(data.get("password")),
        role: text("role") as User["role"],
      });
      setErrors(noErrors);
      onOpenChange(false);
      toast(t("users.created", { name: text("username") }));
    } catch (error) {
      setErrors(formErrors(error));
    }
  };

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("users.addTitle")}
      description={t("users.addText")}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {errors.form && <Notice tone="danger">{errors.form}</Notice>}
        <TextField
          label={t("account.username")}
          name="username"
          autoComplete="off"
          autoCapitalize="none"
          required
          error={errors.fields.username}
        />
        <TextField
          label={t("account.email")}
          name="email"
          type="email"
          autoComplete="off"
          error={errors.fields.email}
        />
        <PasswordField
          label={t("users.firstPassword")}
          name="password"
          autoComplete="new-password"
          minLength={minPassword}
          required
          hint={t("password.hint", { count: minPassword })}
          error={errors.fields.password}
        />
        <SelectField label={t("users.role")} name="role" defaultValue="user">
          <option value="user">{t("role.user")}</option>
          <option value="admin">{t("role.admin")}</option>
        </SelectField>
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={create.isPending}>
            {t("users.add")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
