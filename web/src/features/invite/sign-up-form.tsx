import type { NewAccount } from "@/shared/api/invites";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { accountFaults } from "@/shared/ui/account-faults";
import { AccountFields, accountNames } from "@/shared/ui/account-fields";
import { Button } from "@/shared/ui/button";
import { PasswordField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { minPassword } from "@/shared/ui/password-form";
import { useForm } from "@/shared/ui/use-form";

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
  const form = useForm({
    read: (fields) => ({ ...accountNames(fields), password: String(fields.get("password")) }),
    check: accountFaults,
    send: async (account) => {
      try {
        await onSubmit(account);
      } catch (error) {
        // Used, withdrawn or expired meanwhile: the page says which.
        if ([404, 409, 410].includes(asProblem(error).status)) onStale();
        throw error;
      }
    },
  });

  return (
    <Form form={form} className="flex flex-col gap-4.5">
      <AccountFields names={{ email, display_name: displayName }} faults={form.errors} own />
      <PasswordField
        label={t("password.label")}
        name="password"
        autoComplete="new-password"
        required
        hint={t("password.hint", { count: minPassword })}
        error={form.errors.password}
      />
      <Button variant="primary" size="lg" type="submit" busy={form.busy}>
        {action}
      </Button>
    </Form>
  );
}
