import type { AdminHealth } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { formatBytes } from "@/shared/lib/bytes";

export interface Warning {
  code: string;
  text: string;
}

/** What an administrator is told, each thing once, in the language of the pages. */
export function warningsOf(health: AdminHealth): Warning[] {
  const codes = [...new Set(health.warnings.map((warning) => warning.code))];
  return codes.map((code) => ({ code, text: textOf(code, health) }));
}

function textOf(code: AdminHealth["warnings"][number]["code"], health: AdminHealth): string {
  switch (code) {
    case "disk_full":
      return t("health.diskFull", { free: leastFree(health, "full") });
    case "disk_low":
      return t("health.diskLow", { free: leastFree(health, "low") });
    case "log_failing":
      return t("health.logFailing");
    case "sweep_failing":
      return t("health.sweepFailing");
    default: // of a newer server
      return health.warnings.find((warning) => warning.code === code)?.message ?? code;
  }
}

function leastFree(health: AdminHealth, level: AdminHealth["disks"][number]["level"]): string {
  const free = health.disks.filter((disk) => disk.level === level).map((disk) => disk.free_bytes);
  return formatBytes(Math.min(...free));
}
