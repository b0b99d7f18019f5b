import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { allModelsQuery, useAddModels } from "@/shared/api/catalog";
import { asProblem } from "@/shared/api/problem";
import type { ConnectionTest, Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { ModelChecklist } from "@/shared/ui/model-checklist";
import { Notice } from "@/shared/ui/notice";
import { toast } from "@/shared/ui/toast";

/** What a test of the connection found, and the models it can add. */
export function TestResult({ provider, result }: { provider: Provider; result: ConnectionTest }) {
  const { data: models } = useQuery(allModelsQuery);
  const add = useAddModels(provider.id);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const known = new Set(
    models?.filter((model) => model.provider_id === provider.id).map((model) => model.upstream_id),
  );
  const fresh = result.models.filter((id) => !known.has(id));

  const save = () =>
    add.mutate(
      chosen.map((id) => ({ upstream_id: id, display_name: id })),
      {
        onSuccess: () => {
          toast(t("models.added", { count: chosen.length }));
          setChosen([]);
        },
        onError: (error) => toast(asProblem(error).message),
      },
    );

  return (
    <div className="flex flex-col gap-3">
      <Notice
        tone={result.ok ? "good" : "danger"}
        title={result.ok ? t("provider.testOk") : t("provider.testFailed")}
      >
        {result.message}
      </Notice>
      {result.ok && !provider.read_only && fresh.length > 0 && (
        <>
          <ModelChecklist models={fresh} chosen={chosen} onChange={setChosen} />
          <Button
            variant="primary"
            size="sm"
            className="self-start"
            busy={add.isPending}
            disabled={chosen.length === 0}
            onClick={save}
          >
            {t("models.addChosen")}
          </Button>
        </>
      )}
    </div>
  );
}
