import { useState } from "react";
import type { LmStudio } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { useWorking } from "./api";
import { LoadDialog } from "./load-dialog";
import { ModelLine } from "./model-line";

type Model = LmStudio["downloaded"][number];

/** The models on the disk, to be loaded. */
export function DownloadedList({ status }: { status: LmStudio }) {
  const [loading, setLoading] = useState<Model | null>(null);
  const working = useWorking();
  if (status.downloaded.length === 0)
    return <p className="text-sm text-muted">{t("lmstudio.downloadedNone")}</p>;
  return (
    <>
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {status.downloaded.map((model) => (
          <ModelLine key={model.id} model={model}>
            {status.loaded.some(({ id }) => id === model.id) && (
              <Badge tone="good">{t("lmstudio.isLoaded")}</Badge>
            )}
            <Button
              size="sm"
              aria-label={t("lmstudio.loadModel", { name: model.display_name ?? model.id })}
              disabled={working}
              onClick={() => setLoading(model)}
            >
              {t("lmstudio.load")}
            </Button>
          </ModelLine>
        ))}
      </ul>
      {loading && <LoadDialog model={loading} onClose={() => setLoading(null)} />}
    </>
  );
}
