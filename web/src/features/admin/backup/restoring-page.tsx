import { Navigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { Button } from "@/shared/ui/button";
import { Gate } from "@/shared/ui/gate";
import { Notice } from "@/shared/ui/notice";
import { Spinner } from "@/shared/ui/spinner";
import type { Outcome } from "./outcome";
import { endRestore, restoreUnderWay } from "./under-way";
import { useOutcome } from "./use-outcome";

/** A server has up to two minutes for answers that are being written. */
const longMs = 60_000;

/** Where one waits while the server starts again with a backup. It needs no login: that ends meanwhile. */
export function RestoringPage() {
  const [restore] = useState(restoreUnderWay);
  const outcome = useOutcome(restore?.since ?? null, restore !== null);
  useTitle(t("restoring.title"), useServerName());
  if (!restore) return <Navigate to="/" replace />;
  return (
    <Gate title={t(`restoring.heading.${outcome.state}`)}>
      <div role="status" className="flex flex-col gap-4">
        <Result outcome={outcome} />
      </div>
    </Gate>
  );
}

function Result({ outcome }: { outcome: Outcome }) {
  const long = useLong(outcome.state === "waiting");
  switch (outcome.state) {
    case "waiting":
      return (
        <>
          <p className="flex items-center gap-3">
            <Spinner className="size-5 shrink-0 text-muted" />
            {t("restoring.waiting")}
          </p>
          <p className="text-sm text-muted">{t(long ? "restoring.long" : "restoring.calm")}</p>
        </>
      );
    case "restored":
      return (
        <>
          <p className="text-muted">{t("restoring.restored")}</p>
          <LeaveButton to="/login">{t("login.submit")}</LeaveButton>
        </>
      );
    case "failed":
      return (
        <>
          <Notice tone="danger">
            <Said text={outcome.reason} />
          </Notice>
          <p className="text-muted">{t("restoring.failed")}</p>
          <LeaveButton to="/admin/backup">{t("restoring.back")}</LeaveButton>
        </>
      );
  }
}

/** Loads the page anew: what this one knows is of the data before. */
function LeaveButton({ to, children }: { to: string; children: string }) {
  return (
    <Button
      variant="primary"
      size="lg"
      autoFocus
      onClick={() => {
        endRestore();
        location.assign(to);
      }}
    >
      {children}
    </Button>
  );
}

function useLong(active: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setLong(true), longMs);
    return () => clearTimeout(timer);
  }, [active]);
  return long;
}
