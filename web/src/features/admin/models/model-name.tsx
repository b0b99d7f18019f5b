import { CloudOff } from "lucide-react";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { Badge } from "@/shared/ui/badge";

/** What a model is called, by people and by its provider, and what is special about it. */
export function ModelName({ model }: { model: Model }) {
  const missing = model.enabled && !model.available;
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
        <span className="[overflow-wrap:anywhere]">{model.display_name}</span>
        {model.is_default && <Badge tone="accent">{t("model.default")}</Badge>}
        {!model.enabled && <Badge tone="warn">{t("providers.off")}</Badge>}
        {model.source !== "admin" && <Badge>{t(`source.${model.source}`)}</Badge>}
      </p>
      {model.upstream_id !== model.display_name && (
        <p className="font-mono text-xs text-muted [overflow-wrap:anywhere]">{model.upstream_id}</p>
      )}
      {missing && (
        <p className="mt-1 flex items-start gap-1.5 text-xs text-warn">
          <CloudOff className="mt-px size-3.5 shrink-0" aria-hidden />
          <Said text={model.unavailable_reason ?? t("model.unavailable")} />
        </p>
      )}
    </>
  );
}
