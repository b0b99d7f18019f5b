import { changePassword } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "./button";
import { PasswordField } from "./field";
import { Form } from "./form";
import type { Errors } from "./form-errors";
import { useForm } from "./use-form";

/** The server's least length of a password, in characters. */
export const minPassword = 12;

/** Current password, new one, and the new one again. */
export function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const form = useForm({
    read: (fields) => ({
      current: String(fields.get("current")),
      next: String(fields.get("next")),
      repeat: String(fields.get("repeat")),
    }),
    check: ({ current, next, repeat }) => ({
      ...(current === "" && { current: t("password.missing") }),
      ...([...next].length < minPassword && { next: t("password.short", { count: minPassword }) }),
      ...(next !== repeat && { repeat: t("password.differs") }),
    }),
    send: async ({ current, next }) => {
      await changePassword(current, next);
      form.element.current?.reset();
      onChanged();
    },
    explain,
  });
  const { errors, busy } = form;

  return (
    <Form form={form} className="flex flex-col gap-4.5">
      <PasswordField
        label={t("password.current")}
        name="current"
        autoComplete="current-password"
        required
        error={errors.current}
      />
      <PasswordField
        label={t("password.new")}
        name="next"
        autoComplete="new-password"
        required
        hint={t("password.hint", { count: minPassword })}
        error={errors.next}
      />
      <PasswordField
        label={t("password.repeat")}
        name="repeat"
        autoComplete="new-password"
        required
        error={errors.repeat}
      />
      <Button variant="primary" type="submit" busy={busy} className="self-start">
        {t("password.change")}
      </Button>
    </Form>
  );
}

function explain(error: unknown): Errors {
  const { status, message } = asProblem(error);
  if (status === 401) return { current: t("password.wrong") };
  return status === 400 ? { next: message } : { form: message };
}
