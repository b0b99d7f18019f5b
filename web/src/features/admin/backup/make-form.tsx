import { Download } from "lucide-react";
import { useState } from "react";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { PasswordField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { Switch } from "@/shared/ui/switch";
import { useForm } from "@/shared/ui/use-form";
import { passphraseFaults } from "./passphrase";

/** Whether the file is to be encrypted, and with what. */
export function MakeForm({ onMake }: { onMake: (passphrase: string) => void }) {
  const [sealed, setSealed] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [repeat, setRepeat] = useState("");
  const form = useForm({
    read: () => (sealed ? passphrase : ""),
    check: () => (sealed ? passphraseFaults(passphrase, repeat) : {}),
    send: onMake,
  });
  return (
    <Form form={form} className="flex flex-col gap-4">
      <div className="flex items-center gap-3">
        <Switch label={t("backup.encrypt")} checked={sealed} onChange={setSealed} />
        <span aria-hidden className="text-sm">
          {t("backup.encrypt")}
        </span>
      </div>
      {sealed && (
        <div className="flex max-w-sm flex-col gap-4">
          <PasswordField
            label={t("backup.passphraseNew")}
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
            hint={t("backup.passphraseHint")}
            error={form.errors.passphrase}
            autoComplete="new-password"
          />
          <PasswordField
            label={t("backup.passphraseRepeat")}
            value={repeat}
            onChange={(event) => setRepeat(event.target.value)}
            error={form.errors.repeat}
            autoComplete="new-password"
          />
        </div>
      )}
      <Button variant="primary" type="submit" className="self-start">
        <Download className="size-4" aria-hidden />
        {t("backup.make")}
      </Button>
    </Form>
  );
}
