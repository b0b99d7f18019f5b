import { useRef, useState } from "react";
import { addParticipant } from "@/shared/api/participants";
import { asProblem } from "@/shared/api/problem";
import type { Role } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { Notice } from "@/shared/ui/notice";
import { useForm } from "@/shared/ui/use-form";
import { RoleField } from "./role-field";

interface Props {
  conversationId: string;
  ownRole: Role;
}

/** Lets somebody in who has an account on this server. */
export function PersonForm({ conversationId, ownRole }: Props) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [added, setAdded] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);

  const form = useForm({
    read: () => name.trim().replace(/^@/, ""),
    check: (username) => (username ? {} : { username: t("invite.nameMissing") }),
    send: async (username) => {
      setAdded(null);
      await addParticipant(conversationId, { username, role });
      setAdded(username);
      // The next name may be in the field already.
      setName((typed) => (typed === name ? "" : typed));
      field.current?.focus();
    },
    explain: (error, username) => ({ username: explain(error, username) }),
  });

  return (
    <Form form={form} className="flex flex-col gap-4">
      {added && !form.errors.username && <Notice tone="good">{t("invite.added", { name: added })}</Notice>}
      <TextField
        ref={field}
        label={t("login.name")}
        value={name}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setName(event.target.value)}
        error={form.errors.username}
      />
      <RoleField ownRole={ownRole} value={role} onChange={setRole} />
      <Button variant="primary" type="submit" busy={form.busy} className="self-end">
        {t("invite.add")}
      </Button>
    </Form>
  );
}

function explain(error: unknown, name: string): string {
  const { status, fields, message } = asProblem(error);
  if (status === 404) return t("invite.nobody", { name });
  return Object.values(fields)[0] ?? message;
}
