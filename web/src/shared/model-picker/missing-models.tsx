import { CloudOff, RotateCw } from "lucide-react";
import { useRefreshModels } from "@/shared/api/models";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";

interface Props {
  models: readonly Model[];
  outdated: boolean;
}

/** Says that not everything is there, and asks the providers again on request. */
export function MissingModels({ models, outdated }: Props) {
  const refresh = useRefreshModels();
  const missing = models.filter((model) => !model.available).length;
  if (missing === 0 && !outdated) return null;
  return (
    <div className="flex shrink-0 items-center gap-2 border-t border-line bg-warn-soft py-1.5 ps-3.5 pe-2 text-xs">
      <CloudOff className="size-3.5 shrink-0 text-warn" aria-hidden />
      <p role="status" className="min-w-0 flex-1">
        {outdated ? t("model.outdated") : t("model.missing", { count: missing })}
      </p>
      <Button variant="ghost" size="sm" busy={refresh.isPending} onClick={() => refresh.mutate()}>
        {!refresh.isPending && <RotateCw className="size-3.5" aria-hidden />}
        {t("action.retry")}
      </Button>
    </div>
  );
}
