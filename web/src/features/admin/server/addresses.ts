/** The server's own checks of proxies, so that a slip is told before it is sent. */
import { t } from "@/shared/i18n";

export const maxProxies = 100;

/** Why a text is neither an address nor a CIDR range; null when it is one, or is blank. */
export function proxyFault(text: string): string | null {
  const [address = "", bits, ...more] = text.trim().split("/");
  if (text.trim() === "") return null;
  const size = addressBits(address);
  const whole = bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= size);
  return size > 0 && whole && more.length === 0 ? null : t("server.proxyWrong");
}

/** 32 or 128; 0 when it is no address. */
function addressBits(address: string): number {
  const part = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  if (new RegExp(`^${part}(\\.${part}){3}$`).test(address)) return 32;
  // Browsers know the many ways to write an IPv6 address.
  return /^[0-9a-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]`) ? 128 : 0;
}
