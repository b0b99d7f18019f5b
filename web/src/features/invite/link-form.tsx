import { useState } from "react";
import { createInvite } from "@/shared/api/invites";
import type { Role } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { lifetimes, usualLifetime } from "@/shared/invite/lifetimes";
import { type MadeLink, NewLink } from "@/shared/invite/new-link";
import { Button } from "@/shared/ui/button";
import { SelectField, TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";
import { RoleField } from "./role-field";

interface Props {
  conversationId: string;
  ownRole: Role;
}

/** Makes a link that lets one person in. */
export function LinkForm({ conversationId, ownRole }: Props) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [lifetime, setLifetime] = useState<number>(usualLifetime);
  const [made, setMade] = useState<MadeLink | null>(null);

  const form = useForm({
    read: () => email.trim(),
    check: (address) => (/^\S+@\S+$/.test(address) ? {} : { email: t("account.emailWrong") }),
    send: async (address) => {
      const { token, expires_at } = await createInvite(conversationId, {
        email: address,
        role,
        ttl_seconds: lifetime,
      });
      setMade({
        url: new URL(`/invite/${token}`, location.origin).href,
        recipient: address,
        until: expires_at,
      });
      setEmail("");
    },
  });

  if (made) return <NewLink link={made} onAnother={() => setMade(null)} />;
  return (
    <Form form={form} className="flex flex-col gap-4">
      <TextField
        label={t("invite.email")}
        hint={t("invite.emailHint")}
        type="email"
        value={email}
        autoComplete="off"
        onChange={(event) => {
          setEmail(event.target.value);
          form.mend();
        }}
        error={form.errors.email}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <RoleField ownRole={ownRole} value={role} onChange={setRole} />
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
      </div>
      <Button variant="primary" type="submit" busy={form.busy} className="self-end">
        {t("invite.make")}
      </Button>
    </Form>
  );
}
