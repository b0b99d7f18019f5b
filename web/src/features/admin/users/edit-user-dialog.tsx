import { refreshSession } from "@/shared/api/account";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { AccountFields, accountNames } from "@/shared/ui/account-fields";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Form } from "@/shared/ui/form";
import { toast } from "@/shared/ui/toast";
import { useForm } from "@/shared/ui/use-form";
import { useUpdateUser } from "./api";
import { nameOf } from "./people";

interface Props {
  user: User;
  onClose: () => void;
}

/** How somebody is called, and by which names they sign in. */
export function EditUserDialog({ user, onClose }: Props) {
  const update = useUpdateUser(user.id);
  const form = useForm({
    read: accountNames,
    check: accountFaults,
    send: async (names) => {
      await update.mutateAsync(names);
      onClose();
      toast(t("users.saved"));
      await refreshSession();
    },
  });

  return (
    <Dialog open onOpenChange={onClose} title={t("users.editTitle", { name: nameOf(user) })}>
      <Form form={form} className="flex flex-col gap-4">
        <AccountFields
          names={{
            username: user.username,
            display_name: user.display_name ?? "",
            email: user.email ?? "",
          }}
          faults={form.errors}
        />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={form.busy}>
            {t("action.save")}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
