import type { components } from "@/shared/api/schema.gen";
import { localTime } from "@/shared/lib/server-clock";
import type { Typist } from "./state";

/** How long somebody counts as typing without a further sign, in milliseconds. */
const longestMs = 6_000;
/** The server's clock is known to the second: less than this left means stopped. */
const slackMs = 1_000;

/** Notes a sign of somebody who types or has stopped. */
export function typed(
  typists: readonly Typist[],
  payload: components["schemas"]["TypingPayload"],
  now: number,
): readonly Typist[] {
  const others = typists.filter((typist) => typist.userId !== payload.user_id);
  const left = localTime(payload.expires_at) - now;
  if (left <= slackMs) return others;
  return [
    ...others,
    { userId: payload.user_id, rootId: payload.root_id, until: now + Math.min(left, longestMs) },
  ];
}

export function stillTyping(typists: readonly Typist[], now: number): readonly Typist[] {
  const left = typists.filter((typist) => typist.until > now);
  return left.length === typists.length ? typists : left;
}

/** When the next of them falls silent, in milliseconds of this clock; null when nobody types. */
export function nextSilence(typists: readonly Typist[]): number | null {
  return typists.length === 0 ? null : Math.min(...typists.map((typist) => typist.until));
}
