import { useState } from "react";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { AccountFields, accountNames } from "@/shared/ui/account-fields";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { PasswordField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { minPassword } from "@/shared/ui/password-form";
import { toast } from "@/shared/ui/toast";
import { useForm } from "@/shared/ui/use-form";
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
  const form = useForm({
    read: (fields) => ({ ...accountNames(fields), password: String(fields.get("password")) }),
    check: accountFaults,
    send: async (person) => {
      await create.mutateAsync({ ...person, role });
      onClose();
      toast(t("users.created", { name: person.username }));
    },
  });

  return (
    <Form form={form} className="flex flex-col gap-4">
      <AccountFields faults={form.errors} />
      <PasswordField
        label={t("users.firstPassword")}
        name="password"
        autoComplete="new-password"
        required
        hint={t("password.hint", { count: minPassword })}
        error={form.errors.password}
      />
      <RoleField value={role} onChange={setRole} />
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel")}</Button>
        <Button variant="primary" type="submit" busy={form.busy}>
          {t("users.add")}
        </Button>
      </DialogActions>
    </Form>
  );
}
