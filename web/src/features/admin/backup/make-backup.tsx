import { useRef, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { formatBytes } from "@/shared/lib/bytes";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { Progress } from "@/shared/ui/progress";
import { downloadBackup } from "./download";
import { MakeForm } from "./make-form";

type State =
  | { step: "idle" }
  | { step: "working"; bytes: number }
  | { step: "done"; bytes: number }
  | { step: "failed"; reason: string };

/** Downloads a backup, and says what that file is. */
export function MakeBackup() {
  const [state, setState] = useState<State>({ step: "idle" });
  const stop = useRef<AbortController>(null);
  const make = async (passphrase: string) => {
    setState({ step: "working", bytes: 0 });
    const controller = new AbortController();
    stop.current = controller;
    let bytes = 0;
    try {
      await downloadBackup({
        passphrase,
        signal: controller.signal,
        onProgress: (sum) => {
          bytes = sum;
          setState({ step: "working", bytes });
        },
      });
      setState({ step: "done", bytes });
    } catch (error) {
      setState(stopped(error) ? { step: "idle" } : { step: "failed", reason: asProblem(error).message });
    }
  };
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title={t("backup.secretsTitle")}>
        {t("backup.secrets")}
      </Notice>
      {state.step === "failed" && (
        <Notice tone="danger" title={t("backup.makeFailed")}>
          {state.reason}
        </Notice>
      )}
      {state.step === "done" && (
        <Notice tone="good">{t("backup.made", { size: formatBytes(state.bytes) })}</Notice>
      )}
      {state.step === "working" ? (
        <div className="flex flex-col gap-2">
          <Progress label={t("backup.making")} value={null} />
          <div className="flex items-center gap-3">
            <p className="min-w-0 flex-1 text-sm text-muted">
              {t("backup.received", { size: formatBytes(state.bytes) })}
            </p>
            <Button size="sm" onClick={() => stop.current?.abort()}>
              {t("action.cancel")}
            </Button>
          </div>
        </div>
      ) : (
        <MakeForm onMake={(passphrase) => void make(passphrase)} />
      )}
    </div>
  );
}

/** Whether somebody chose no place for the file, or cancelled. */
function stopped(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
