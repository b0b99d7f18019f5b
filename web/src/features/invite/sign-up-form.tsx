import { type FormEvent, useState } from "react";
import type { NewAccount } from "@/shared/api/invites";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { AccountFields, accountNames } from "@/shared/ui/account-fields";
import { Button } from "@/shared/ui/button";
import { PasswordField } from "@/shared/ui/field";
import { focusFault } from "@/shared/ui/focus-fault";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { minPassword } from "@/shared/ui/password-form";

interface Props {
  /** What it begins with. */
  email?: string;
  displayName?: string;
  action: string;
  onSubmit: (account: NewAccount) => Promise<void>;
  /** The invitation is good for nothing any more. */
  onStale: () => void;
}

/** Makes an account for somebody who was invited. */
export function SignUpForm({ email = "", displayName = "", action, onSubmit, onStale }: Props) {
  const [errors, setErrors] = useState(noErrors);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const account = { ...accountNames(data), password: String(data.get("password")) };
    const faults = accountFaults(account);
    setErrors({ fields: faults });
    if (Object.keys(faults).length > 0) return focusFault(form);
    setBusy(true);
    try {
      await onSubmit(account);
    } catch (error) {
      setErrors(formErrors(error));
      focusFault(form);
      setBusy(false);
      // Used, withdrawn or expired meanwhile: the page says which.
      if ([404, 409, 410].includes(asProblem(error).status)) onStale();
    }
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4.5">
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
      <AccountFields names={{ email, display_name: displayName }} faults={errors.fields} own />
      <PasswordField
        label={t("password.label")}
        name="password"
        autoComplete="new-password"
        required
        hint={t("password.hint", { count: minPassword })}
        error={errors.fields.password}
      />
      <Button variant="primary" size="lg" type="submit" busy={busy}>
        {action}
      </Button>
    </form>
  );
}
