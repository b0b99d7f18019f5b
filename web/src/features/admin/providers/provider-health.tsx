import clsx from "clsx";
import { CircleCheck, CircleHelp, CircleX, TriangleAlert } from "lucide-react";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { fullTime, shortTime, timeUntil } from "@/shared/lib/time";

const looks = {
  ok: { icon: CircleCheck, tone: "text-good" },
  failing: { icon: TriangleAlert, tone: "text-warn" },
  down: { icon: CircleX, tone: "text-danger" },
  unknown: { icon: CircleHelp, tone: "text-muted" },
} as const;

/** Whether a provider answers: since when, how fast, and when it is asked next. */
export function ProviderHealth({ health }: { health: Provider["health"] }) {
  const { state, since, latency_ms: latency, retry_at: retryAt, checked_at: checkedAt, message } = health;
  const { icon: Icon, tone } = looks[state];
  const facts = [
    since && t("provider.health.since", { time: shortTime(since) }),
    state === "ok" && latency !== null && t("provider.health.latency", { ms: latency }),
    state !== "ok" && checkedAt && t("provider.health.checked", { time: shortTime(checkedAt) }),
    state !== "ok" && retryAt && t("provider.health.next", { time: timeUntil(retryAt, new Date()) }),
  ].filter((fact) => typeof fact === "string" && fact !== "");
  return (
    <div className="flex items-start gap-2 text-[0.8125rem]">
      <Icon className={clsx("mt-px size-4 shrink-0", tone)} aria-hidden />
      <div className="min-w-0">
        <p className="flex flex-wrap gap-x-2">
          <span className={clsx("font-medium", tone)}>{t(`provider.health.${state}`)}</span>
          <span className="text-muted" title={since ? fullTime(since) : undefined}>
            {facts.join(" · ")}
          </span>
        </p>
        {message && state !== "ok" && (
          <p className="mt-0.5 text-muted [overflow-wrap:anywhere]">
            <Said text={message} />
          </p>
        )}
      </div>
    </div>
  );
}
