import { t } from "@/shared/i18n";

/** In bytes of UTF-8, as the server counts. */
const most = 1024;

export interface PassphraseFaults {
  passphrase?: string;
  repeat?: string;
}

/** What is wrong with a passphrase that is to be remembered. */
export function passphraseFaults(passphrase: string, repeat: string): PassphraseFaults {
  if (passphrase === "") return { passphrase: t("backup.passphraseNone") };
  if (new TextEncoder().encode(passphrase).length > most) return { passphrase: t("backup.passphraseLong") };
  return passphrase === repeat ? {} : { repeat: t("backup.passphraseDiffers") };
}
