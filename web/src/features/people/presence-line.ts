import type { Participant, PresenceStatus } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { fullTime, timeAgo } from "@/shared/lib/time";

export interface PresenceLine {
  readonly status: PresenceStatus;
  readonly text: string;
}

/** Whether somebody is there, in words. */
export function presenceLine(person: Participant, now: Date): PresenceLine {
  const status = person.presence ?? "offline";
  if (status === "online") return { status, text: t("presence.online") };
  const seen = person.last_seen_at;
  if (!seen) return { status, text: t(`presence.${status}`) };
  const time = timeAgo(seen, now);
  if (status === "away")
    return { status, text: time ? t("presence.awaySince", { time }) : t("presence.away") };
  return { status, text: t("presence.lastSeen", { time: time ?? fullTime(seen) }) };
}

const order: Record<PresenceStatus, number> = { online: 0, away: 1, offline: 2 };

/** Who is there comes first; among equals the order stays: longest in the conversation first. */
export function byPresence(people: readonly Participant[]): Participant[] {
  return people.toSorted((a, b) => order[a.presence ?? "offline"] - order[b.presence ?? "offline"]);
}
