import type { Model } from "@/shared/api/types";
import { matches } from "@/shared/model-picker/sections";

export const states = ["all", "enabled", "disabled", "unavailable"] as const;
export type State = (typeof states)[number];

export interface Filter {
  readonly query: string;
  /** Empty = of every provider. */
  readonly providerId: string;
  readonly state: State;
}

export const everything: Filter = { query: "", providerId: "", state: "all" };

export function filterModels(models: readonly Model[], { query, providerId, state }: Filter): Model[] {
  return models.filter(
    (model) =>
      (providerId === "" || model.provider_id === providerId) && isIn(state, model) && matches(model, query),
  );
}

function isIn(state: State, model: Model): boolean {
  switch (state) {
    case "all":
      return true;
    case "enabled":
      return model.enabled;
    case "disabled":
      return !model.enabled;
    case "unavailable":
      return model.enabled && !model.available;
  }
}

/** The providers of the models, by name. */
export function providersOf(models: readonly Model[]): { id: string; name: string }[] {
  const names = new Map(models.map((model) => [model.provider_id, model.provider_name]));
  return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
}
