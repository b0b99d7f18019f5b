import { t } from "@/shared/i18n";

/** How long an invitation can be accepted, in seconds. */
export const lifetimes = [
  { seconds: 3_600, label: () => t("invite.for.hour") },
  { seconds: 86_400, label: () => t("invite.for.day") },
  { seconds: 7 * 86_400, label: () => t("invite.for.week") },
  { seconds: 30 * 86_400, label: () => t("invite.for.month") },
] as const;

export const usualLifetime = 7 * 86_400;
