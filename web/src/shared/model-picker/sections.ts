import { byProvider } from "@/shared/api/models";
import type { Model } from "@/shared/api/types";
import type { ModelPreferences } from "@/shared/lib/model-preferences";

/** Models that stand together in a list; each model stands in one of them. */
export interface Section {
  readonly kind: "pinned" | "recent" | "provider";
  /** Of the provider; empty for the others. */
  readonly provider: string;
  readonly models: readonly Model[];
}

/** Whether every word is found in what a model is called. */
export function matches(model: Model, query: string): boolean {
  const text = `${model.display_name} ${model.upstream_id} ${model.provider_name}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What is pinned and what was chosen lately, then everything else under its provider. */
export function sections(
  models: readonly Model[],
  { pinned, recent }: Pick<ModelPreferences, "pinned" | "recent">,
  query: string,
): Section[] {
  const found = new Map(models.filter((model) => matches(model, query)).map((model) => [model.id, model]));
  const take = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const model = found.get(id);
      found.delete(id);
      return model ? [model] : [];
    });
  const first: Section[] = [
    { kind: "pinned", provider: "", models: take(pinned) },
    { kind: "recent", provider: "", models: take(recent) },
  ];
  const others = byProvider([...found.values()]).map(
    (group): Section => ({ kind: "provider", provider: group.provider, models: group.models }),
  );
  return [...first.filter((section) => section.models.length > 0), ...others];
}
