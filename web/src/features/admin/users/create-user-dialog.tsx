import { type FormEvent, useState } from "react";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { AccountFields, accountNames } from "@/shared/ui/account-fields";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { PasswordField } from "@/shared/ui/field";
import { focusFault } from "@/shared/ui/focus-fault";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { minPassword } from "@/shared/ui/password-form";
import { toast } from "@/shared/ui/toast";
import { useCreateUser } from "./api";
import { RoleField } from "./role-field";

interface Props {
  open: boolean;
  onClose: () => void;
}

export function CreateUserDialog({ open, onClose }: Props) {
  return (
    <Dialog open={open} onOpenChange={onClose} title={t("users.addTitle")} description={t("users.addText")}>
      <CreateForm onClose={onClose} />
    </Dialog>
  );
}

/** Begins anew each time the dialog opens. */
function CreateForm({ onClose }: { onClose: () => void }) {
  const create = useCreateUser();
  const [role, setRole] = useState<User["role"]>("user");
  const [errors, setErrors] = useState(noErrors);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const person = { ...accountNames(data), password: String(data.get("password")) };
    const faults = accountFaults(person);
    setErrors({ fields: faults });
    if (Object.keys(faults).length > 0) return focusFault(form);
    try {
      await create.mutateAsync({ ...person, role });
      onClose();
      toast(t("users.created", { name: person.username }));
    } catch (error) {
      setErrors(formErrors(error));
      focusFault(form);
    }
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
      <AccountFields faults={errors.fields} />
      <PasswordField
        label={t("users.firstPassword")}
        name="password"
        autoComplete="new-password"
        required
        hint={t("password.hint", { count: minPassword })}
        error={errors.fields.password}
      />
      <RoleField value={role} onChange={setRole} />
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel")}</Button>
        <Button variant="primary" type="submit" busy={create.isPending}>
          {t("users.add")}
        </Button>
      </DialogActions>
    </form>
  );
}
