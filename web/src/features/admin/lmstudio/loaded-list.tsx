import { asProblem } from "@/shared/api/problem";
import type { LmStudio } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { useUnload, useWorking } from "./api";
import { ModelLine } from "./model-line";

/** The models in memory. */
export function LoadedList({ models }: { models: LmStudio["loaded"] }) {
  const unload = useUnload();
  const working = useWorking();
  if (models.length === 0) return <p className="text-sm text-muted">{t("lmstudio.loadedNone")}</p>;
  return (
    <div className="flex flex-col gap-3">
      {unload.error && <Notice tone="danger">{asProblem(unload.error).message}</Notice>}
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {models.map((model) => {
          const name = model.display_name ?? model.id;
          return (
            <ModelLine key={model.id} model={model}>
              <Button
                size="sm"
                aria-label={t("lmstudio.unloadModel", { name })}
                busy={unload.isPending && unload.variables === model.id}
                disabled={working}
                onClick={() => unload.mutate(model.id)}
              >
                {t("lmstudio.unload")}
              </Button>
            </ModelLine>
          );
        })}
      </ul>
      {models.length > 1 && (
        <Button
          size="sm"
          className="self-start"
          busy={unload.isPending && unload.variables === null}
          disabled={working}
          onClick={() => unload.mutate(null)}
        >
          {t("lmstudio.unloadAll")}
        </Button>
      )}
    </div>
  );
}
