import { useEffect, useState } from "react";
import { request } from "@/shared/api/http";
import type { RestoreReport } from "@/shared/api/types";
import { type Outcome, outcomeOf } from "./outcome";

const pauseMs = 1_000;

/** Asks the server how a restore went until it knows. */
export function useOutcome(since: string | null, active: boolean): Outcome {
  const [outcome, setOutcome] = useState<Outcome>({ state: "waiting" });
  useEffect(() => {
    if (!active) return;
    let timer: ReturnType<typeof setTimeout>;
    let left = false;
    const ask = async () => {
      const next = await askOnce(since);
      if (left) return;
      setOutcome(next);
      if (next.state === "waiting") timer = setTimeout(ask, pauseMs);
    };
    timer = setTimeout(ask, pauseMs);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [since, active]);
  return outcome;
}

async function askOnce(since: string | null): Promise<Outcome> {
  try {
    const response = await request("/api/v1/admin/data/restore");
    const report = response.ok ? ((await response.json()) as RestoreReport) : null;
    return outcomeOf(response.status, report, since);
  } catch {
    return { state: "waiting" }; // it is on its way down or up
  }
}
