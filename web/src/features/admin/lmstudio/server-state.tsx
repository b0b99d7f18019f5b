import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { LmStudio } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { Notice } from "@/shared/ui/notice";
import { useSwitchServer, useWorking } from "./api";
import { AsProvider } from "./as-provider";

/** LM Studio's own server: whether it runs, where, and the switch. */
export function ServerState({ status }: { status: LmStudio }) {
  const change = useSwitchServer();
  const working = useWorking();
  const [asking, setAsking] = useState(false);
  const { server_url: url } = status;
  return (
    <div className="flex flex-col gap-4">
      {change.error && <Notice tone="danger">{asProblem(change.error).message}</Notice>}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Badge tone={url ? "good" : "neutral"}>{t(url ? "lmstudio.running" : "lmstudio.stopped")}</Badge>
        {url && <span className="font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{url}</span>}
        <span className="min-w-0 flex-1" />
        <Button
          size="sm"
          busy={change.isPending}
          disabled={working}
          onClick={() => (url ? setAsking(true) : change.mutate("start"))}
        >
          {t(url ? "lmstudio.stop" : "lmstudio.start")}
        </Button>
      </div>
      <p className="text-[0.8125rem] text-muted [overflow-wrap:anywhere]">
        {t("lmstudio.command", {
          path: status.cli_path ?? "lms",
          version: status.version ?? t("lmstudio.versionUnknown"),
        })}
      </p>
      {url && <AsProvider url={`${url}/v1`} />}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("lmstudio.stopTitle")}
        description={t("lmstudio.stopText")}
        action={t("lmstudio.stop")}
        onConfirm={() => change.mutate("stop")}
      />
    </div>
  );
}
