import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { login, takeLoss } from "@/shared/api/account";
import { asProblem, type Problem } from "@/shared/api/problem";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { PasswordField, TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { Gate } from "@/shared/ui/gate";
import { Notice } from "@/shared/ui/notice";
import { useForm } from "@/shared/ui/use-form";

export function LoginPage() {
  const { next } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const [loss] = useState(takeLoss);
  const password = useRef<HTMLInputElement>(null);
  const server = useServerName();
  useTitle(t("login.title"), server);

  const form = useForm({
    read: (fields) => ({ name: String(fields.get("login")).trim(), secret: String(fields.get("password")) }),
    check: ({ name, secret }) => ({
      ...(name === "" && { name: t("login.nameMissing") }),
      ...(secret === "" && { password: t("login.passwordMissing") }),
    }),
    send: async ({ name, secret }) => {
      try {
        await login(name, secret);
      } catch (error) {
        password.current?.select();
        password.current?.focus();
        throw error;
      }
      await navigate({ href: next ?? "/", replace: true });
    },
    explain: (error) => ({ form: explain(asProblem(error)) }),
  });

  return (
    <Gate title={t("login.heading")}>
      <Form form={form} className="flex flex-col gap-4.5">
        {loss && !form.errors.form && <Notice tone="warn">{t(`login.lost.${loss}`)}</Notice>}
        <TextField
          label={t("login.name")}
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
          error={form.errors.name}
        />
        <PasswordField
          ref={password}
          label={t("password.label")}
          name="password"
          autoComplete="current-password"
          required
          error={form.errors.password}
        />
        <Button variant="primary" size="lg" type="submit" busy={form.busy} className="mt-1">
          {t("login.submit")}
        </Button>
      </Form>
    </Gate>
  );
}

function explain(problem: Problem): string {
  if (problem.status === 401) return t("login.wrong");
  if (problem.status === 429) {
    return problem.retryAfter
      ? t("login.wait", { minutes: Math.ceil(problem.retryAfter / 60) })
      : t("login.later");
  }
  return problem.message;
}
