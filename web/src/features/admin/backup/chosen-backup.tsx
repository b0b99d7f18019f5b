import { FileArchive, Lock, X } from "lucide-react";
import { useState } from "react";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { formatBytes } from "@/shared/lib/bytes";
import { Button, IconButton } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { PasswordField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";
import type { Chosen } from "./api";

interface Props {
  chosen: Chosen;
  /** What the server said of the passphrase. */
  refusal: string | undefined;
  onPassphrase: (passphrase: string) => void;
  onForget: () => void;
  onRestore: () => void;
}

/** The file that was chosen, and what is asked before it takes the place of everything. */
export function ChosenBackup({ chosen, refusal, onPassphrase, onForget, onRestore }: Props) {
  const { file, encrypted, passphrase } = chosen;
  const [asking, setAsking] = useState(false);
  const server = useServerName();
  const size = formatBytes(file.size);
  const Icon = encrypted ? Lock : FileArchive;
  const form = useForm({
    read: () => encrypted && passphrase === "",
    check: (missing) => (missing ? { passphrase: t("backup.passphraseMissing") } : {}),
    send: () => setAsking(true),
  });
  return (
    <>
      <Form form={form} className="flex flex-col gap-4">
        <div className="flex items-center gap-3 rounded-xl border border-line bg-surface py-2.5 ps-4 pe-2">
          <Icon className="size-5 shrink-0 text-muted" aria-hidden />
          <p className="min-w-0 flex-1 text-sm">
            <span className="block truncate font-medium">{file.name}</span>
            <span className="text-muted">{encrypted ? t("backup.sizeEncrypted", { size }) : size}</span>
          </p>
          <IconButton large label={t("backup.forget")} onClick={onForget}>
            <X aria-hidden />
          </IconButton>
        </div>
        {encrypted && (
          <PasswordField
            label={t("backup.passphrase")}
            value={passphrase}
            onChange={(event) => onPassphrase(event.target.value)}
            error={form.errors.passphrase ?? refusal}
            autoComplete="off"
            className="max-w-sm"
          />
        )}
        <Button variant="danger" type="submit" className="self-start">
          {t("backup.restore")}
        </Button>
      </Form>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("backup.confirmTitle")}
        description={t("backup.confirmText")}
        action={t("backup.restore")}
        typed={server}
        onConfirm={onRestore}
      />
    </>
  );
}
