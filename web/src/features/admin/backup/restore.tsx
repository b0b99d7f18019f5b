import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { FileDrop } from "@/shared/ui/file-drop";
import { LeaveGuard } from "@/shared/ui/leave-guard";
import { Notice } from "@/shared/ui/notice";
import { type Chosen, restoreQuery, sendBackup } from "./api";
import { ChosenBackup } from "./chosen-backup";
import { headOf, kindOf } from "./file-kind";
import { beginRestore } from "./under-way";
import { UploadProgress } from "./upload-progress";

/** Bytes that were sent; null while nothing is being sent. */
type Upload = { sent: number; total: number } | null;

/** Takes a backup, has it confirmed, and sends it. */
export function Restore() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Problem>();
  const [upload, setUpload] = useState<Upload>(null);
  const stop = useRef<AbortController>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();

  const take = async (file: File) => {
    const kind = kindOf(await headOf(file));
    setFailure(undefined);
    setFault(kind ? undefined : t("backup.noBackup"));
    setChosen(kind && { file, encrypted: kind === "encrypted", passphrase: "" });
  };
  const send = async (backup: Chosen) => {
    const controller = new AbortController();
    stop.current = controller;
    setFailure(undefined);
    setUpload({ sent: 0, total: backup.file.size });
    try {
      // Tells later which report is the one of this restore; and refreshes the login.
      const last = await queries.fetchQuery({ ...restoreQuery, staleTime: 0 });
      await sendBackup(backup, {
        signal: controller.signal,
        onProgress: (sent, total) => setUpload({ sent, total }),
      });
      beginRestore(last?.at ?? null);
      await navigate({ to: "/restoring", ignoreBlocker: true });
    } catch (error) {
      if (!controller.signal.aborted) setFailure(asProblem(error));
      setUpload(null);
    }
  };

  const locked = failure?.code === "passphrase_wrong";
  return (
    <div className="flex flex-col gap-4">
      {failure && !locked && (
        <Notice tone="danger" title={t("backup.refused")}>
          {failure.message} {t("backup.unchanged")}
        </Notice>
      )}
      {upload ? (
        <UploadProgress {...upload} onCancel={() => stop.current?.abort()} />
      ) : chosen ? (
        <ChosenBackup
          key={`${chosen.file.name} ${chosen.file.lastModified}`}
          chosen={chosen}
          refusal={locked ? t("backup.passphraseWrong") : undefined}
          onPassphrase={(passphrase) => setChosen({ ...chosen, passphrase })}
          onForget={() => setChosen(null)}
          onRestore={() => void send(chosen)}
        />
      ) : (
        <FileDrop
          label={t("backup.choose")}
          hint={t("backup.chooseHint")}
          error={fault}
          accept=".zip,.age"
          onFile={(file) => void take(file)}
        />
      )}
      <LeaveGuard
        active={upload !== null}
        title={t("backup.leaveTitle")}
        text={t("backup.leaveText")}
        action={t("form.leave")}
      />
    </div>
  );
}
