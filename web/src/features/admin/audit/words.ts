/** What entries say, in words. */
import {
  Blocks,
  Cpu,
  DatabaseBackup,
  Flag,
  LogIn,
  type LucideIcon,
  MailPlus,
  MonitorCog,
  Palette,
  ScrollText,
  Server,
  User,
} from "lucide-react";
import type { AuditAction, AuditEntry } from "@/shared/api/types";
import { currentLocale, type Params, type TextKey, t } from "@/shared/i18n";
import { exactTime } from "@/shared/lib/time";

export type Group = AuditAction extends `${infer G}.${string}` ? G : never;

/** What actions are about, in the order of the filter. */
export const groups: Readonly<Record<Group, LucideIcon>> = {
  user: User,
  invite: MailPlus,
  provider: Blocks,
  model: Cpu,
  branding: Palette,
  server: Server,
  lmstudio: MonitorCog,
  data: DatabaseBackup,
  audit: ScrollText,
  auth: LogIn,
  setup: Flag,
};

export function isGroup(name: string): name is Group {
  return Object.hasOwn(groups, name);
}

/** A text that may be missing: other versions of the server know other words. */
function textOr(key: string, fallback: string, params?: Params): string {
  const text = t(key as TextKey, params);
  return text === key ? fallback : text;
}

export function actionText({ action, target }: AuditEntry): string {
  const unnamed = action === "auth.login_failed" ? t("audit.unknownAccount") : "…";
  return textOr(`audit.action.${action}`, action, { name: target?.name || target?.id || unnamed });
}

export function actorText({ actor, origin, action }: AuditEntry): string {
  if (actor) return actor.username;
  if (origin === "command_line") return t("audit.commandLine");
  return t(action.startsWith("setup.") ? "audit.setup" : "audit.nobody");
}

export function fieldText(field: string): string {
  return textOr(`audit.field.${field}`, field.replaceAll("_", " "));
}

export function codeText(code: string): string {
  return textOr(`audit.code.${code}`, code);
}

/** A value of a field, as the server keeps it. */
export function valueText(value: unknown, field = ""): string {
  if (value === null || value === undefined) return t("audit.none");
  if (typeof value === "boolean") return t(value ? "audit.yes" : "audit.no");
  if (typeof value === "number") return value.toLocaleString(currentLocale(), { maximumFractionDigits: 6 });
  if (Array.isArray(value)) return value.map((item) => valueText(item)).join(", ");
  if (field === "role" && (value === "admin" || value === "user")) return t(`role.${value}`);
  return String(value);
}

/** Facts are texts; those that say yes or no, or when, do so in one language. */
export function factText(value: string): string {
  if (value === "true" || value === "false") return valueText(value === "true");
  if (/^\d{4}-\d\d-\d\dT[\d:]+Z$/.test(value)) return exactTime(value);
  return value;
}
