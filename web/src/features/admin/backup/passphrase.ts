import { t } from "@/shared/i18n";
import type { Errors } from "@/shared/ui/form-errors";

/** In bytes of UTF-8, as the server counts. */
const most = 1024;

/** What is wrong with a passphrase that is to be remembered. */
export function passphraseFaults(passphrase: string, repeat: string): Errors {
  if (passphrase === "") return { passphrase: t("backup.passphraseNone") };
  if (new TextEncoder().encode(passphrase).length > most) return { passphrase: t("backup.passphraseLong") };
  return passphrase === repeat ? {} : { repeat: t("backup.passphraseDiffers") };
}
