import { ChevronRight } from "lucide-react";
import type { AuditEntry } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { dayAndTime, exactTime } from "@/shared/lib/time";
import { Badge } from "@/shared/ui/badge";
import { EntryDetails } from "./entry-details";
import { actionText, actorText, groups, isGroup } from "./words";

/** That it was done goes without saying. */
const tones = { ok: null, begun: "neutral", refused: "warn", failed: "warn" } as const;

/** An entry in one or two lines, with the rest folded away. */
export function EntryRow({ entry }: { entry: AuditEntry }) {
  const group = entry.action.slice(0, entry.action.indexOf("."));
  const tone = tones[entry.outcome];
  const Icon = isGroup(group) ? groups[group] : groups.server;
  return (
    <li>
      <details className="group/entry">
        <summary className="flex items-start gap-3 px-4 py-3 focus-visible:-outline-offset-2 hoverable:hover:bg-hover [&::-webkit-details-marker]:hidden">
          <Icon className="mt-0.5 size-4 shrink-0 text-faint" aria-hidden />
          <span className="min-w-0 flex-1">
            <span className="block text-sm font-medium [overflow-wrap:anywhere]">{actionText(entry)}</span>
            <span className="mt-0.5 flex flex-wrap gap-x-1.5 text-[0.8125rem] text-muted [&>*+*]:before:me-1.5 [&>*+*]:before:content-['·']">
              <span className="min-w-0 [overflow-wrap:anywhere]">{actorText(entry)}</span>
              {entry.address && <span className="[overflow-wrap:anywhere]">{entry.address}</span>}
              <time dateTime={entry.at} title={exactTime(entry.at)}>
                {dayAndTime(entry.at)}
              </time>
            </span>
          </span>
          {tone && <Badge tone={tone}>{t(`audit.outcome.${entry.outcome}`)}</Badge>}
          <ChevronRight
            className="mt-0.5 size-4 shrink-0 text-faint transition-transform group-open/entry:rotate-90"
            aria-hidden
          />
        </summary>
        <EntryDetails entry={entry} />
      </details>
    </li>
  );
}
