import type { Model, ModelPatch, NewModel } from "@/shared/api/types";
import { currentLocale, t } from "@/shared/i18n";
import type { Errors } from "@/shared/ui/form-errors";
import { parsePrice, parseTokens } from "./amounts";

export type Capability = Model["capabilities"][number];

export const capabilities = [
  "vision",
  "tools",
  "reasoning",
  "audio",
] as const satisfies readonly Capability[];

/** A model while somebody says what it is. */
export interface ModelDraft {
  readonly upstream_id: string;
  readonly display_name: string;
  /** Whether the name was edited; until then it follows the id. */
  readonly named: boolean;
  readonly context_size: string;
  readonly input_price: string;
  readonly output_price: string;
  readonly capabilities: readonly Capability[];
}

/** What is known of a model that is not on the list yet. */
export type Suggestion = Partial<
  Pick<Model, "context_size" | "input_price" | "output_price" | "capabilities">
>;

/** The server's limits. */
const maxName = 200;
const maxTokens = 100_000_000;
const maxPrice = 1_000_000;

export function newDraft(id = "", known: Suggestion = {}): ModelDraft {
  return {
    upstream_id: id,
    display_name: id,
    named: false,
    context_size: shown(known.context_size),
    input_price: shown(known.input_price),
    output_price: shown(known.output_price),
    capabilities: known.capabilities ?? [],
  };
}

export function draftOf(model: Model): ModelDraft {
  return { ...newDraft(model.upstream_id, model), display_name: model.display_name, named: true };
}

/** Numbers as the person's language writes them, without groups. */
function shown(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  return value.toLocaleString(currentLocale(), { useGrouping: false, maximumFractionDigits: 6 });
}

export function withId(draft: ModelDraft, id: string): ModelDraft {
  return { ...draft, upstream_id: id, ...(!draft.named && { display_name: id }) };
}

/** An emptied name follows the id again. */
export function withName(draft: ModelDraft, name: string): ModelDraft {
  return { ...draft, display_name: name, named: name !== "" };
}

export function faultsOf(draft: ModelDraft): Errors {
  const name = draft.display_name.trim() || draft.upstream_id.trim();
  const faults: Record<keyof ModelDraft, string | null> = {
    upstream_id: nameFault(draft.upstream_id.trim(), t("models.idMissing")),
    display_name: nameFault(name, null),
    context_size: tokensFault(draft.context_size),
    input_price: priceFault(draft.input_price),
    output_price: priceFault(draft.output_price),
    capabilities: null,
    named: null,
  };
  return Object.fromEntries(
    Object.entries(faults).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

function nameFault(text: string, missing: string | null): string | null {
  if (text === "") return missing;
  return [...text].length > maxName ? t("models.tooLong", { count: maxName }) : null;
}

function tokensFault(text: string): string | null {
  const tokens = parseTokens(text);
  if (tokens === null) return null;
  return tokens === undefined || tokens < 1 || tokens > maxTokens ? t("models.contextWrong") : null;
}

function priceFault(text: string): string | null {
  const price = parsePrice(text);
  if (price === null) return null;
  return price === undefined || price > maxPrice ? t("models.priceWrong") : null;
}

function values(draft: ModelDraft) {
  return {
    upstream_id: draft.upstream_id.trim(),
    display_name: draft.display_name.trim() || draft.upstream_id.trim(),
    context_size: parseTokens(draft.context_size) ?? null,
    input_price: parsePrice(draft.input_price) ?? null,
    output_price: parsePrice(draft.output_price) ?? null,
  };
}

/** A draft without faults, as the server takes a new model. */
export function newModelFrom(draft: ModelDraft): NewModel {
  const { context_size, input_price, output_price, ...names } = values(draft);
  return {
    ...names,
    ...(context_size !== null && { context_size }),
    ...(input_price !== null && { input_price }),
    ...(output_price !== null && { output_price }),
    ...(draft.capabilities.length > 0 && { capabilities: [...draft.capabilities] }),
  };
}

/** What a draft without faults changes. */
export function patchFrom(draft: ModelDraft, model: Model): ModelPatch {
  const wanted = values(draft);
  const patch: ModelPatch = {};
  if (wanted.upstream_id !== model.upstream_id) patch.upstream_id = wanted.upstream_id;
  if (wanted.display_name !== model.display_name) patch.display_name = wanted.display_name;
  const clear: NonNullable<ModelPatch["clear"]> = [];
  for (const name of ["context_size", "input_price", "output_price"] as const) {
    const value = wanted[name];
    if (value === model[name]) continue;
    if (value === null) clear.push(name);
    else patch[name] = value;
  }
  if (clear.length > 0) patch.clear = clear;
  const able = capabilities.filter((name) => draft.capabilities.includes(name));
  if (able.join() !== capabilities.filter((name) => model.capabilities.includes(name)).join())
    patch.capabilities = able;
  return patch;
}
