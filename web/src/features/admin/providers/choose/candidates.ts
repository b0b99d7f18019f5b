import type { Discovered } from "@/shared/api/types";
import type { Errors } from "@/shared/ui/form-errors";
import { faultsOf, type ModelDraft, newDraft } from "../../model-form/draft";

/** A model that can be put on the list: the provider offers it, or somebody typed its id. */
export interface Candidate {
  readonly id: string;
  readonly configured: boolean;
  readonly byHand: boolean;
}

/** What was chosen so far: a draft for each id, in the order of choosing. */
export type Chosen = readonly ModelDraft[];

export function candidatesFrom(found: readonly Discovered[], typed: readonly string[]): Candidate[] {
  return [
    ...typed.map((id) => ({ id, configured: false, byHand: true })),
    ...found.map(({ id, configured }) => ({ id, configured, byHand: false })),
  ];
}

export function filterCandidates(candidates: readonly Candidate[], query: string): Candidate[] {
  const words = query.trim().toLowerCase().split(/\s+/);
  return candidates.filter(({ id }) => words.every((word) => id.toLowerCase().includes(word)));
}

export function choose(chosen: Chosen, id: string, found: readonly Discovered[]): Chosen {
  const known = found.find((model) => model.id === id);
  return [...chosen, newDraft(id, known)];
}

export function replace(chosen: Chosen, draft: ModelDraft): Chosen {
  return chosen.map((other) => (other.upstream_id === draft.upstream_id ? draft : other));
}

/** What is wrong with each chosen model; those without faults are not in it. */
export function faultsOfAll(chosen: Chosen): Readonly<Record<string, Errors>> {
  const all = chosen.map((draft) => [draft.upstream_id, faultsOf(draft)] as const);
  return Object.fromEntries(all.filter(([, faults]) => Object.keys(faults).length > 0));
}

/** Why an id cannot be added by hand. */
export function idFault(id: string, candidates: readonly Candidate[]): "missing" | "known" | null {
  if (id === "") return "missing";
  return candidates.some((candidate) => candidate.id === id) ? "known" : null;
}
