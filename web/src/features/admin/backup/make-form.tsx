import { Download } from "lucide-react";
import { type FormEvent, useState } from "react";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { PasswordField } from "@/shared/ui/field";
import { Switch } from "@/shared/ui/switch";
import { useFirstFault } from "@/shared/ui/use-first-fault";
import { type PassphraseFaults, passphraseFaults } from "./passphrase";

/** Whether the file is to be encrypted, and with what. */
export function MakeForm({ onMake }: { onMake: (passphrase: string) => void }) {
  const [sealed, setSealed] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [repeat, setRepeat] = useState("");
  const [faults, setFaults] = useState<PassphraseFaults>({});
  const form = useFirstFault(faults);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = sealed ? passphraseFaults(passphrase, repeat) : {};
    setFaults(wrong);
    if (Object.keys(wrong).length === 0) onMake(sealed ? passphrase : "");
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
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
            error={faults.passphrase}
            autoComplete="new-password"
          />
          <PasswordField
            label={t("backup.passphraseRepeat")}
            value={repeat}
            onChange={(event) => setRepeat(event.target.value)}
            error={faults.repeat}
            autoComplete="new-password"
          />
        </div>
      )}
      <Button variant="primary" type="submit" className="self-start">
        <Download className="size-4" aria-hidden />
        {t("backup.make")}
      </Button>
    </form>
  );
}
