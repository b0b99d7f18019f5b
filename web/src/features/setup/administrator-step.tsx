import { type FormEvent, useState } from "react";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { Button } from "@/shared/ui/button";
import { PasswordField, TextField } from "@/shared/ui/field";
import { minPassword } from "@/shared/ui/password-form";
import type { SetupInput } from "./api";
import { StepActions } from "./step-actions";

type Administrator = Pick<SetupInput, "username" | "email" | "password">;

interface Props {
  value: Administrator;
  onBack: () => void;
  onNext: (value: Administrator) => void;
}

type Errors = Partial<Record<keyof Administrator, string>>;

export function AdministratorStep({ value, onBack, onNext }: Props) {
  const [errors, setErrors] = useState<Errors>({});
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const next: Administrator = {
      username: String(data.get("username")).trim(),
      email: String(data.get("email")).trim(),
      password: String(data.get("password")),
    };
    const found = accountFaults(next);
    setErrors(found);
    if (Object.keys(found).length === 0) onNext(next);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4.5">
      <TextField
        label={t("account.username")}
        name="username"
        defaultValue={value.username}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        hint={t("account.usernameHint")}
        error={errors.username}
      />
      <TextField
        label={t("account.email")}
        name="email"
        type="email"
        defaultValue={value.email}
        autoComplete="email"
        hint={t("account.emailHint")}
        error={errors.email}
      />
      <PasswordField
        label={t("password.label")}
        name="password"
        defaultValue={value.password}
        autoComplete="new-password"
        hint={t("password.hint", { count: minPassword })}
        error={errors.password}
      />
      <StepActions onBack={onBack}>
        <Button variant="primary" size="lg" type="submit">
          {t("setup.next")}
        </Button>
      </StepActions>
    </form>
  );
}
