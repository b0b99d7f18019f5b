import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { profileQuery, updateProfile } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import type { Profile } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { Button } from "@/shared/ui/button";
import { TextField } from "@/shared/ui/field";
import { focusFault } from "@/shared/ui/focus-fault";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { settled } from "@/shared/ui/settled";
import { Spinner } from "@/shared/ui/spinner";
import { LeaveWarning } from "./leave-warning";
import { SaveNote } from "./save-note";
import { Setting } from "./setting";
import type { SaveState } from "./use-saving";

export function ProfileForm() {
  const { data, error } = useQuery(profileQuery);
  if (error) return <Notice tone="danger">{asProblem(error).message}</Notice>;
  if (!data) return <Spinner className="size-5 text-faint" />;
  return <Form profile={data} />;
}

const names = ["username", "display_name", "email"] as const;
type Values = Record<(typeof names)[number], string>;

function valuesOf({ username, display_name = "", email }: Profile): Values {
  return { username, display_name, email };
}

function Form({ profile }: { profile: Profile }) {
  const form = useRef<HTMLFormElement>(null);
  const saved = valuesOf(profile);
  const [values, setValues] = useState(saved);
  const [errors, setErrors] = useState(noErrors);
  const [state, setState] = useState<SaveState>("idle");
  const changed = names.filter((name) => values[name].trim() !== saved[name]);
  const shownState = changed.length > 0 && state !== "saving" ? "changed" : state;
  const bind = (name: keyof Values) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => {
      setValues((typed) => ({ ...typed, [name]: event.target.value }));
      setState((now) => (now === "saving" ? now : "idle"));
    },
    error: errors.fields[name],
  });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const next = Object.fromEntries(names.map((name) => [name, values[name].trim()])) as Values;
    const faults = accountFaults(next);
    setErrors({ fields: faults });
    if (Object.keys(faults).length > 0) return focusFault(form.current);
    setState("saving");
    try {
      const stored = valuesOf(
        await updateProfile(Object.fromEntries(changed.map((name) => [name, next[name]]))),
      );
      setValues((typed) => settled(typed, values, stored));
      setState("saved");
    } catch (error) {
      setErrors(formErrors(error));
      setState("idle");
      focusFault(form.current);
    }
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex max-w-sm flex-col gap-4.5">
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
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
          busy={state === "saving"}
          disabled={changed.length === 0}
          className="self-start"
        >
          {t("action.save")}
        </Button>
        <SaveNote state={shownState} />
      </div>
      <LeaveWarning active={changed.length > 0} />
    </form>
  );
}
