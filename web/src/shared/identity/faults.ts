/** The server's own checks of what it is called and looks like, so that a slip is told before it is sent. */
import { t } from "@/shared/i18n";

// In bytes of UTF-8, as the server counts.
const maxNameBytes = 100;
const maxUrlBytes = 2048;

export function nameFault(text: string): string | null {
  const name = text.trim();
  if (name === "") return t("branding.nameMissing");
  return new TextEncoder().encode(name).length > maxNameBytes ? t("branding.nameLong") : null;
}

/** Why an address is not fit to be the public one; null when it is, or is none. */
export function publicUrlFault(text: string): string | null {
  const address = text.trim();
  return address === "" || isPublicUrl(address) ? null : t("server.urlWrong");
}

/** Whether people may be told to come to an address: over TLS, or on their own machine. */
export function isPublicUrl(address: string): boolean {
  if (address.length > maxUrlBytes || /\s/.test(address) || !/^https?:\/\//i.test(address)) return false;
  if (/[?#@]/.test(address) || !URL.canParse(address)) return false;
  const url = new URL(address);
  const secure = url.protocol === "https:" || url.hostname === "localhost";
  return secure && url.port !== "0";
}
