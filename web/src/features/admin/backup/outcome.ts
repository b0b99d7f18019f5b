import type { RestoreReport } from "@/shared/api/types";

/** What is known of a restore from outside. */
export type Outcome = { state: "waiting" } | { state: "restored" } | { state: "failed"; reason: string };

const waiting: Outcome = { state: "waiting" };

/**
 * Reads the server's answer to the question for the last restore. `since` is
 * when the one before went to its end, null when there was none. A restore that
 * succeeded has ended every login, so the question is refused then; before the
 * server starts again, and after a restore that failed, it is answered.
 */
export function outcomeOf(status: number, report: RestoreReport | null, since: string | null): Outcome {
  if (status === 401) return { state: "restored" };
  if (status !== 200 || !report || report.at === since) return waiting;
  return report.restored ? { state: "restored" } : { state: "failed", reason: report.failure ?? "" };
}
