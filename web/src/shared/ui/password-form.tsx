import { type FormEvent, useState } from "react";
import { changePassword } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "./button";
import { PasswordField } from "./field";
import { focusFault } from "./focus-fault";
import { Notice } from "./notice";

/** The server's least length of a password, in characters. */
export const minPassword = 12;

interface Errors {
  current?: string;
  next?: string;
  repeat?: string;
  form?: string;
}

/** Current password, new one, and the new one again. */
export function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [current, next, repeat] = ["current", "next", "repeat"].map((name) => String(data.get(name))) as [
      string,
      string,
      string,
    ];
    const faults: Errors = {
      ...(current === "" && { current: t("password.missing") }),
      ...([...next].length < minPassword && { next: t("password.short", { count: minPassword }) }),
      ...(next !== repeat && { repeat: t("password.differs") }),
    };
    setErrors(faults);
    if (Object.keys(faults).length > 0) return focusFault(form);
    setBusy(true);
    try {
      await changePassword(current, next);
      form.reset();
      onChanged();
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 401) setErrors({ current: t("password.wrong") });
      else if (problem.status === 400) setErrors({ next: problem.message });
      else setErrors({ form: problem.message });
      focusFault(form);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4.5">
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
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
    </form>
  );
}
