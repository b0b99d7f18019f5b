import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { login, takeLoss } from "@/shared/api/account";
import { asProblem, type Problem } from "@/shared/api/problem";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { PasswordField, TextField } from "@/shared/ui/field";
import { focusFault } from "@/shared/ui/focus-fault";
import { Gate } from "@/shared/ui/gate";
import { Notice } from "@/shared/ui/notice";

export function LoginPage() {
  const { next } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string | null>(null);
  const [loss] = useState(takeLoss);
  const [faults, setFaults] = useState<{ name?: string; password?: string }>({});
  const [busy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const server = useServerName();
  useTitle(t("login.title"), server);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const name = String(data.get("login")).trim();
    const secret = String(data.get("password"));
    const missing = {
      ...(name === "" && { name: t("login.nameMissing") }),
      ...(secret === "" && { password: t("login.passwordMissing") }),
    };
    setFaults(missing);
    if (Object.keys(missing).length > 0) return focusFault(form);
    setBusy(true);
    setProblem(null);
    try {
      await login(name, secret);
      await navigate({ href: next ?? "/", replace: true });
    } catch (error) {
      setProblem(explain(asProblem(error)));
      setBusy(false);
      password.current?.select();
      password.current?.focus();
    }
  };

  return (
    <Gate title={t("login.heading")}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4.5">
        {problem ? (
          <Notice tone="danger">{problem}</Notice>
        ) : (
          loss && <Notice tone="warn">{t(`login.lost.${loss}`)}</Notice>
        )}
        <TextField
          label={t("login.name")}
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
          error={faults.name}
        />
        <PasswordField
          ref={password}
          label={t("password.label")}
          name="password"
          autoComplete="current-password"
          required
          error={faults.password}
        />
        <Button variant="primary" size="lg" type="submit" busy={busy} className="mt-1">
          {t("login.submit")}
        </Button>
      </form>
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
