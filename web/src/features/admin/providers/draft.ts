import type { NewProvider, Provider, ProviderPatch, ProviderTest } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import type { Errors } from "@/shared/ui/form-errors";
import type { Preset } from "./presets";

export interface HeaderRow {
  /** Tells rows apart while they are edited. */
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

/** A provider while somebody says what it is. */
export interface ProviderDraft {
  readonly name: string;
  /** Whether the name was edited; until then it follows the preset. */
  readonly named: boolean;
  readonly base_url: string;
  /** Empty: what is stored stays. */
  readonly api_key: string;
  readonly clearKey: boolean;
  /** null: what is stored stays. */
  readonly headers: readonly HeaderRow[] | null;
}

/** The server's limit. */
const maxName = 200;
/** Headers that the server sets itself. */
const ownHeaders = new Set([
  "authorization",
  "cookie",
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "proxy-authorization",
]);

export const emptyDraft: ProviderDraft = {
  name: "",
  named: false,
  base_url: "",
  api_key: "",
  clearKey: false,
  headers: [],
};

export function draftOf(provider: Provider): ProviderDraft {
  return {
    ...emptyDraft,
    name: provider.name,
    named: true,
    base_url: provider.base_url,
    headers: provider.additional_header_names.length > 0 ? null : [],
  };
}

/** Takes over a preset; a name that somebody typed stays. null = none of them. */
export function withPreset(draft: ProviderDraft, preset: Preset | null): ProviderDraft {
  return {
    ...draft,
    base_url: preset?.baseUrl ?? "",
    ...(!draft.named && { name: preset?.name ?? "" }),
  };
}

export function withRow(rows: readonly HeaderRow[], name = ""): readonly HeaderRow[] {
  return [...rows, { key: Math.max(0, ...rows.map((row) => row.key)) + 1, name, value: "" }];
}

/** Rows for the headers whose values are to be written anew. */
export function rowsFor(names: readonly string[]): readonly HeaderRow[] {
  return names.reduce<readonly HeaderRow[]>(withRow, []);
}

/** Which of the stored secrets would go to another origin than the one that they were entered for. */
export function carriedSecrets(draft: ProviderDraft, provider: Provider): "key" | "headers" | "both" | null {
  const to = originOf(draft.base_url);
  if (to === null || to === originOf(provider.base_url)) return null;
  const key = provider.has_api_key && !draft.clearKey && draft.api_key.trim() === "";
  const headers = provider.additional_header_names.length > 0 && draft.headers === null;
  if (key && headers) return "both";
  return key ? "key" : headers ? "headers" : null;
}

/** null while it is none that can be saved. */
export function originOf(url: string): string | null {
  return urlFault(url.trim()) === null ? new URL(url.trim()).origin : null;
}

export function faultsOf(draft: ProviderDraft): Errors {
  const faults: Record<string, string> = {};
  const name = draft.name.trim();
  if (name === "") faults.name = t("provider.nameMissing");
  else if ([...name].length > maxName) faults.name = t("provider.nameLong", { count: maxName });
  const url = urlFault(draft.base_url.trim());
  if (url) faults.base_url = url;
  return { ...faults, ...headerFaults(draft.headers ?? []) };
}

function urlFault(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return t("provider.urlScheme");
  try {
    const url = new URL(text);
    if (url.username || url.password) return t("provider.urlCredentials");
    return null;
  } catch {
    return t("provider.urlWrong");
  }
}

function headerFaults(rows: readonly HeaderRow[]): Record<string, string> {
  const faults: Record<string, string> = {};
  const seen = new Set<string>();
  for (const row of rows) {
    const name = row.name.trim().toLowerCase();
    if (name === "" && row.value === "") continue;
    const fault = headerNameFault(name, seen);
    if (fault) faults[`header.${row.key}.name`] = fault;
    if (row.value.trim() === "") faults[`header.${row.key}.value`] = t("provider.headerValueMissing");
    seen.add(name);
  }
  return faults;
}

function headerNameFault(name: string, seen: ReadonlySet<string>): string | null {
  if (!/^[a-z0-9-]+$/.test(name)) return t("provider.headerNameWrong");
  if (ownHeaders.has(name) || name.startsWith("sec-")) return t("provider.headerOwn");
  return seen.has(name) ? t("provider.headerTwice") : null;
}

function headersOf(rows: readonly HeaderRow[]): Record<string, string> {
  const filled = rows.filter((row) => row.name.trim() !== "");
  return Object.fromEntries(filled.map((row) => [row.name.trim(), row.value.trim()]));
}

function basics(draft: ProviderDraft) {
  const key = draft.api_key.trim();
  return { name: draft.name.trim(), base_url: draft.base_url.trim(), ...(key !== "" && { api_key: key }) };
}

export function newProviderFrom(draft: ProviderDraft): NewProvider {
  const headers = headersOf(draft.headers ?? []);
  return { ...basics(draft), ...(Object.keys(headers).length > 0 && { additional_headers: headers }) };
}

export function patchFrom(draft: ProviderDraft, provider: Provider): ProviderPatch {
  const had = provider.additional_header_names.length > 0;
  const headers = draft.headers && headersOf(draft.headers);
  return {
    ...basics(draft),
    ...(draft.clearKey && { clear_api_key: true }),
    ...(headers && (had || Object.keys(headers).length > 0) && { additional_headers: headers }),
  };
}

/**
 * What is tried out before it is saved. The saved provider lends what is not
 * given; a key that is to be removed must not be lent.
 */
export function testFrom(draft: ProviderDraft, provider: Provider | undefined): ProviderTest {
  return {
    ...basics(draft),
    ...(draft.headers && { additional_headers: headersOf(draft.headers) }),
    ...(provider && !draft.clearKey && { provider_id: provider.id }),
  };
}
