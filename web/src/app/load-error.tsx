import type { ErrorComponentProps } from "@tanstack/react-router";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Logo } from "@/shared/ui/logo";

/** Shown instead of a page that could not be loaded. */
export function LoadError({ error }: ErrorComponentProps) {
  return (
    <main className="app-height mx-auto flex max-w-md flex-col items-center justify-center gap-4 px-6 text-center">
      <Logo className="size-11" />
      <h1 className="text-xl font-semibold tracking-[-0.015em]">{t("error.page.title")}</h1>
      <p role="alert" className="text-muted">
        {asProblem(error).message}
      </p>
      <Button variant="primary" onClick={() => location.reload()}>
        {t("action.retry")}
      </Button>
    </main>
  );
}
