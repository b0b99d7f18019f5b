import { type FormEvent, useState } from "react";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { lifetimes, usualLifetime } from "@/shared/invite/lifetimes";
import { type MadeLink, NewLink } from "@/shared/invite/new-link";
import { accountFaults } from "@/shared/ui/account-faults";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { SelectField, TextField } from "@/shared/ui/field";
import { focusFault } from "@/shared/ui/focus-fault";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
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
  const [errors, setErrors] = useState(noErrors);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const person = {
      email: String(data.get("email")).trim(),
      display_name: String(data.get("display_name")).trim(),
    };
    const faults = accountFaults(person);
    setErrors({ fields: faults });
    if (Object.keys(faults).length > 0) return focusFault(form);
    try {
      const { token, expires_at } = await invite.mutateAsync({ ...person, role, ttl_seconds: lifetime });
      onMade({
        url: new URL(`/join/${token}`, location.origin).href,
        recipient: person.display_name || person.email,
        until: expires_at,
      });
    } catch (error) {
      setErrors(formErrors(error));
      focusFault(form);
    }
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
      <TextField
        label={t("account.displayName")}
        name="display_name"
        autoComplete="off"
        error={errors.fields.display_name}
      />
      <TextField
        label={t("account.email")}
        name="email"
        type="email"
        autoComplete="off"
        hint={t("users.inviteEmailHint")}
        error={errors.fields.email}
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
        <Button variant="primary" type="submit" busy={invite.isPending}>
          {t("invite.make")}
        </Button>
      </DialogActions>
    </form>
  );
}
