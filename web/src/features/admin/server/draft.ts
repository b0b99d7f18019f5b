import type { ServerSettings } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { publicUrlFault } from "@/shared/identity/faults";
import type { Errors } from "@/shared/ui/form-errors";
import { maxProxies, proxyFault } from "./addresses";
import type { SettingsPatch } from "./api";

/** The settings while they are edited. */
export interface Draft {
  publicUrl: string;
  proxies: readonly ProxyLine[];
  lmstudioPath: string;
}

export interface ProxyLine {
  /** Tells lines apart that have the same text. */
  key: number;
  text: string;
}

export function draftOf(settings: ServerSettings): Draft {
  return {
    publicUrl: settings.public_url ?? "",
    proxies: settings.trusted_proxies.map((text, key) => ({ key, text })),
    lmstudioPath: settings.lmstudio_cli_path ?? "",
  };
}

/** What the server would refuse; what is wrong with a proxy by the key of its line. */
export function faultsOf({ publicUrl, proxies }: Draft): Errors {
  const url = publicUrlFault(publicUrl);
  const lines = proxies.flatMap(({ key, text }) => {
    const fault = proxyFault(text);
    return fault ? [[`proxy.${key}`, fault] as const] : [];
  });
  return {
    ...(url && { publicUrl: url }),
    ...Object.fromEntries(lines),
    ...(texts(proxies).length > maxProxies && { proxyList: t("server.proxiesMany", { count: maxProxies }) }),
  };
}

/** Without blank lines, which stand for nothing. */
function texts(proxies: readonly ProxyLine[]): string[] {
  return proxies.map(({ text }) => text.trim()).filter((text) => text !== "");
}

/** What is to be sent. */
export function changesOf(draft: Draft, saved: ServerSettings): SettingsPatch {
  const url = draft.publicUrl.trim().replace(/\/+$/, "");
  const proxies = texts(draft.proxies);
  const path = draft.lmstudioPath.trim();
  return {
    ...(url !== (saved.public_url ?? "") && { public_url: url }),
    ...(proxies.join() !== saved.trusted_proxies.join() && { trusted_proxies: proxies }),
    ...(path !== (saved.lmstudio_cli_path ?? "") && { lmstudio_cli_path: path }),
  };
}
