import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { profileQuery, updateProfile } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import type { Profile } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { Button } from "@/shared/ui/button";
import { TextField } from "@/shared/ui/field";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { Spinner } from "@/shared/ui/spinner";
import { toast } from "@/shared/ui/toast";

export function ProfileForm() {
  const { data, error } = useQuery(profileQuery);
  if (error) return <Notice tone="danger">{asProblem(error).message}</Notice>;
  if (!data) return <Spinner className="size-5 text-faint" />;
  return <Form profile={data} />;
}

function Form({ profile }: { profile: Profile }) {
  const saved = {
    username: profile.username,
    display_name: profile.display_name ?? "",
    email: profile.email,
  };
  const [values, setValues] = useState(saved);
  const [errors, setErrors] = useState(noErrors);
  const [busy, setBusy] = useState(false);
  const changed = Object.entries(values).filter(
    ([name, value]) => value !== saved[name as keyof typeof saved],
  );
  const bind = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
    error: errors.fields[name],
  });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const next = {
      username: values.username.trim(),
      display_name: values.display_name.trim(),
      email: values.email.trim(),
    };
    const faults = accountFaults(next);
    setErrors({ fields: faults });
    if (Object.keys(faults).length > 0) return;
    setBusy(true);
    try {
      const {
        username,
        display_name = "",
        email,
      } = await updateProfile(
        Object.fromEntries(changed.map(([name]) => [name, next[name as keyof typeof next]])),
      );
      setValues({ username, display_name, email });
      toast(t("profile.saved"));
    } catch (error) {
      setErrors(formErrors(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} noValidate className="flex max-w-sm flex-col gap-4.5">
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
      <TextField
        label={t("account.username")}
        hint={t("account.usernameHint")}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...bind("username")}
      />
      <TextField
        label={t("account.displayName")}
        hint={t("account.displayNameHint")}
        autoComplete="name"
        {...bind("display_name")}
      />
      <TextField
        label={t("account.email")}
        hint={t("account.emailHint")}
        type="email"
        autoComplete="email"
        {...bind("email")}
      />
      <Button
        variant="primary"
        type="submit"
        busy={busy}
        disabled={changed.length === 0}
        className="self-start"
      >
        {t("action.save")}
      </Button>
    </form>
  );
}
