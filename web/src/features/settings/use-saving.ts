import { useState } from "react";
import { asProblem } from "@/shared/api/problem";

export type SaveState = "idle" | "changed" | "saving" | "saved" | { readonly problem: string };

/** Saves what was just chosen, and knows how that went. */
export function useSaving() {
  const [state, setState] = useState<SaveState>("idle");
  const save = async (work: () => Promise<unknown>) => {
    setState("saving");
    try {
      await work();
      setState("saved");
    } catch (error) {
      setState({ problem: asProblem(error).message });
    }
  };
  return { state, save };
}
