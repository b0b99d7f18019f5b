import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import type { AuditEntry } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { exactTime } from "@/shared/lib/time";
import { codeText, factText, fieldText, valueText } from "./words";

type Change = AuditEntry["details"]["changes"][number];

/** All that an entry has, for whoever looks into one. */
export function EntryDetails({ entry }: { entry: AuditEntry }) {
  const { changes, facts, code } = entry.details;
  return (
    <dl className="grid grid-cols-1 gap-x-4 px-4 pt-1 pb-4 text-[0.8125rem] @md:grid-cols-[9rem_1fr] @md:gap-y-2 @md:ps-11">
      {changes.map((change) => (
        <Line key={change.field} name={fieldText(change.field)}>
          <ChangeText change={change} />
        </Line>
      ))}
      {Object.entries(facts).map(([name, value]) => (
        <Line key={name} name={fieldText(name)}>
          {factText(value)}
        </Line>
      ))}
      {code && <Line name={t("audit.reason")}>{codeText(code)}</Line>}
      <Line name={t("audit.time")}>{exactTime(entry.at)}</Line>
      {entry.user_agent && <Line name={t("audit.browser")}>{entry.user_agent}</Line>}
      {entry.target?.id && (
        <Line name={t("audit.targetId")}>
          <code>{entry.target.id}</code>
        </Line>
      )}
      {entry.request_id && (
        <Line name={t("audit.requestId")}>
          <code>{entry.request_id}</code>
        </Line>
      )}
    </dl>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted @max-md:mt-2">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

/** Of a field whose values nobody is to read, only that it changed is known. */
function ChangeText({ change }: { change: Change }) {
  if (change.old === null && change.new === null) return t("audit.changed");
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <span className="text-muted">{valueText(change.old, change.field)}</span>
      <ArrowRight className="size-3.5 text-faint rtl:rotate-180" aria-label={t("audit.becomes")} />
      <span>{valueText(change.new, change.field)}</span>
    </span>
  );
}
