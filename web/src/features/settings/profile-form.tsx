import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { profileQuery, updateProfile } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import type { Profile } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { Button } from "@/shared/ui/button";
import { TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { Notice } from "@/shared/ui/notice";
import { settled } from "@/shared/ui/settled";
import { Spinner } from "@/shared/ui/spinner";
import { useForm } from "@/shared/ui/use-form";
import { LeaveWarning } from "./leave-warning";
import { SaveNote } from "./save-note";
import { Setting } from "./setting";

export function ProfileForm() {
  const { data, error } = useQuery(profileQuery);
  if (error) return <Notice tone="danger">{asProblem(error).message}</Notice>;
  if (!data) return <Spinner className="size-5 text-faint" />;
  return <Names profile={data} />;
}

const names = ["username", "display_name", "email"] as const;
type Values = Record<(typeof names)[number], string>;

function valuesOf({ username, display_name = "", email }: Profile): Values {
  return { username, display_name, email };
}

function Names({ profile }: { profile: Profile }) {
  const saved = valuesOf(profile);
  const [values, setValues] = useState(saved);
  const [state, setState] = useState<"idle" | "saved">("idle");
  const changed = names.filter((name) => values[name].trim() !== saved[name]);
  const form = useForm({
    read: () => Object.fromEntries(names.map((name) => [name, values[name].trim()])) as Values,
    check: accountFaults,
    send: async (next) => {
      const patch = Object.fromEntries(changed.map((name) => [name, next[name]]));
      const stored = valuesOf(await updateProfile(patch));
      setValues((typed) => settled(typed, values, stored));
      setState("saved");
    },
  });
  const bind = (name: keyof Values) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => {
      setValues((typed) => ({ ...typed, [name]: event.target.value }));
      setState("idle");
    },
    error: form.errors[name],
  });

  return (
    <Form form={form} className="flex max-w-sm flex-col gap-4.5">
      <Setting id="username">
        <TextField
          label={t("account.username")}
          hint={t("account.usernameHint")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          {...bind("username")}
        />
      </Setting>
      <Setting id="display-name">
        <TextField
          label={t("account.displayName")}
          hint={t("account.displayNameHint")}
          autoComplete="name"
          {...bind("display_name")}
        />
      </Setting>
      <Setting id="email">
        <TextField
          label={t("account.email")}
          hint={t("account.emailHint")}
          type="email"
          autoComplete="email"
          {...bind("email")}
        />
      </Setting>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          variant="primary"
          type="submit"
          busy={form.busy}
          disabled={changed.length === 0}
          className="self-start"
        >
          {t("action.save")}
        </Button>
        <SaveNote state={form.busy ? "saving" : changed.length > 0 ? "changed" : state} />
      </div>
      <LeaveWarning active={changed.length > 0} />
    </Form>
  );
}
