import { type FormEvent, useRef, useState } from "react";
import { addParticipant } from "@/shared/api/participants";
import { asProblem } from "@/shared/api/problem";
import type { Role } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { TextField } from "@/shared/ui/field";
import { Notice } from "@/shared/ui/notice";
import { RoleField } from "./role-field";

interface Props {
  conversationId: string;
  ownRole: Role;
}

/** Lets somebody in who has an account on this server. */
export function PersonForm({ conversationId, ownRole }: Props) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [error, setError] = useState<string | undefined>();
  const [added, setAdded] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const username = name.trim().replace(/^@/, "");
    setAdded(null);
    setError(undefined);
    if (!username) return setError(t("invite.nameMissing"));
    setBusy(true);
    try {
      await addParticipant(conversationId, { username, role });
      setAdded(username);
      // The next name may be in the field already.
      setName((typed) => (typed === name ? "" : typed));
    } catch (cause) {
      setError(explain(cause, username));
    } finally {
      setBusy(false);
      field.current?.focus();
    }
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {added && <Notice tone="good">{t("invite.added", { name: added })}</Notice>}
      <TextField
        ref={field}
        label={t("login.name")}
        value={name}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setName(event.target.value)}
        error={error}
      />
      <RoleField ownRole={ownRole} value={role} onChange={setRole} />
      <Button variant="primary" type="submit" busy={busy} className="self-end">
        {t("invite.add")}
      </Button>
    </form>
  );
}

function explain(cause: unknown, name: string): string {
  const problem = asProblem(cause);
  if (problem.status === 404) return t("invite.nobody", { name });
  return Object.values(problem.fields)[0] ?? problem.message;
}
