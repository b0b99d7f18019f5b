import { useState } from "react";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { lifetimes, usualLifetime } from "@/shared/invite/lifetimes";
import { type MadeLink, NewLink } from "@/shared/invite/new-link";
import { accountFaults } from "@/shared/ui/account-faults";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { SelectField, TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";
import { useInvite } from "./api";
import { RoleField } from "./role-field";

interface Props {
  open: boolean;
  onClose: () => void;
}

export function InviteDialog({ open, onClose }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={t("users.inviteTitle")}
      description={t("users.inviteText")}
    >
      <Invite onClose={onClose} />
    </Dialog>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<MadeLink | null>(null);
  if (made) return <NewLink link={made} onAnother={() => setMade(null)} />;
  return <InviteForm onMade={setMade} onClose={onClose} />;
}

interface FormProps {
  onMade: (link: MadeLink) => void;
  onClose: () => void;
}

/** Makes a link by which one person makes an account. */
function InviteForm({ onMade, onClose }: FormProps) {
  const invite = useInvite();
  const [role, setRole] = useState<User["role"]>("user");
  const [lifetime, setLifetime] = useState<number>(usualLifetime);
  const form = useForm({
    read: (fields) => ({
      email: String(fields.get("email")).trim(),
      display_name: String(fields.get("display_name")).trim(),
    }),
    check: accountFaults,
    send: async (person) => {
      const { token, expires_at } = await invite.mutateAsync({ ...person, role, ttl_seconds: lifetime });
      onMade({
        url: new URL(`/join/${token}`, location.origin).href,
        recipient: person.display_name || person.email,
        until: expires_at,
      });
    },
  });

  return (
    <Form form={form} className="flex flex-col gap-4">
      <TextField
        label={t("account.displayName")}
        name="display_name"
        autoComplete="off"
        error={form.errors.display_name}
      />
      <TextField
        label={t("account.email")}
        name="email"
        type="email"
        autoComplete="off"
        hint={t("users.inviteEmailHint")}
        error={form.errors.email}
      />
      <RoleField value={role} onChange={setRole} />
      <SelectField
        label={t("invite.for")}
        value={lifetime}
        onChange={(event) => setLifetime(Number(event.target.value))}
      >
        {lifetimes.map(({ seconds, label }) => (
          <option key={seconds} value={seconds}>
            {label()}
          </option>
        ))}
      </SelectField>
      <DialogActions>
        <Button onClick={onClose}>{t("action.cancel")}</Button>
        <Button variant="primary" type="submit" busy={form.busy}>
          {t("invite.make")}
        </Button>
      </DialogActions>
    </Form>
  );
}
