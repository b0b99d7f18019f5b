import { Link } from "@tanstack/react-router";
import { useAccount } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button, buttonClass } from "@/shared/ui/button";
import { Gate } from "@/shared/ui/gate";
import { Notice } from "@/shared/ui/notice";
import { Spinner } from "@/shared/ui/spinner";

export function Loading() {
  return (
    <Gate title={t("invite.page")}>
      <Spinner className="mx-auto size-5 text-faint" />
      <span className="sr-only">{t("loading")}</span>
    </Gate>
  );
}

/** An invitation that cannot be shown: there is none, or there was no answer. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const problem = asProblem(error);
  if (problem.status === 404) return <Dead title={t("invite.unknown")} text={t("invite.unknownText")} />;
  return (
    <Gate title={t("error.page.title")}>
      <Notice
        tone="danger"
        actions={
          <Button size="sm" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        }
      >
        {problem.message}
      </Notice>
    </Gate>
  );
}

/** An invitation that is good for nothing any more. */
export function Dead({ title, text }: { title: string; text: string }) {
  const account = useAccount();
  return (
    <Gate title={title}>
      <p className="text-center text-[0.9375rem] text-muted">{text}</p>
      <p className="mt-5 flex justify-center">
        <Link to="/" className={buttonClass()}>
          {t(account ? "notFound.home" : "login.submit")}
        </Link>
      </p>
    </Gate>
  );
}
