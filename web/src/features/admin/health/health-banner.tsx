import { useQuery } from "@tanstack/react-query";
import { TriangleAlert, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { t } from "@/shared/i18n";
import { healthQuery } from "./api";
import { warningsOf } from "./warnings";

/** Tells administrators, on whatever page, what they should look after. What was put away comes back when something else is the matter. */
export function HealthBanner(): ReactNode {
  const health = useQuery(healthQuery).data;
  const [seen, setSeen] = useState("");
  const warnings = health ? warningsOf(health) : [];
  const codes = warnings.map((warning) => warning.code).join(" ");
  return (
    <div role="status" className="empty:hidden">
      {codes !== "" && codes !== seen && (
        <div className="flex items-start gap-3 border-b border-warn-line bg-warn-soft px-4 py-2.5 text-sm">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
          <ul className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            {warnings.map((warning) => (
              <li key={warning.code}>{warning.text}</li>
            ))}
          </ul>
          <button
            type="button"
            aria-label={t("health.hide")}
            title={t("health.hide")}
            onClick={() => setSeen(codes)}
            className="-my-1 grid size-7 shrink-0 place-items-center rounded-lg text-muted transition-colors hoverable:hover:bg-warn-line/40 hoverable:hover:text-text"
          >
            <X className="size-4" aria-hidden />
          </button>
        </div>
      )}
    </div>
  );
}
