import { Link } from "@tanstack/react-router";
import { t } from "@/shared/i18n";
import { buttonClass } from "@/shared/ui/button";
import { Logo } from "@/shared/ui/logo";

export function NotFound() {
  return (
    <main className="app-height mx-auto flex max-w-md flex-col items-center justify-center gap-4 px-6 text-center">
      <Logo className="size-11" />
      <h1 className="text-xl font-semibold tracking-[-0.015em]">{t("notFound.title")}</h1>
      <p className="mb-2 text-muted">{t("notFound.text")}</p>
      <Link to="/" className={buttonClass("primary")}>
        {t("notFound.home")}
      </Link>
    </main>
  );
}
