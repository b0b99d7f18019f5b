import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { Button } from "@/shared/ui/button";
import { PasswordField, TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { minPassword } from "@/shared/ui/password-form";
import { useForm } from "@/shared/ui/use-form";
import type { SetupInput } from "./api";
import { StepActions } from "./step-actions";

type Administrator = Pick<SetupInput, "username" | "email" | "password">;

interface Props {
  value: Administrator;
  onBack: () => void;
  onNext: (value: Administrator) => void;
}

export function AdministratorStep({ value, onBack, onNext }: Props) {
  const form = useForm<Administrator>({
    read: (fields) => ({
      username: String(fields.get("username")).trim(),
      email: String(fields.get("email")).trim(),
      password: String(fields.get("password")),
    }),
    check: accountFaults,
    send: onNext,
  });
  return (
    <Form form={form} className="flex flex-col gap-4.5">
      <TextField
        label={t("account.username")}
        name="username"
        defaultValue={value.username}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        hint={t("account.usernameHint")}
        error={form.errors.username}
      />
      <TextField
        label={t("account.email")}
        name="email"
        type="email"
        defaultValue={value.email}
        autoComplete="email"
        hint={t("account.emailHint")}
        error={form.errors.email}
      />
      <PasswordField
        label={t("password.label")}
        name="password"
        defaultValue={value.password}
        autoComplete="new-password"
        hint={t("password.hint", { count: minPassword })}
        error={form.errors.password}
      />
      <StepActions onBack={onBack}>
        <Button variant="primary" size="lg" type="submit">
          {t("setup.next")}
        </Button>
      </StepActions>
    </Form>
  );
}
