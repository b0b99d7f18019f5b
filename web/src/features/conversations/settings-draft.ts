import type { ConversationPatch } from "@/shared/api/conversations";
import type { Conversation } from "@/shared/api/types";

export interface Settings {
  readonly title: string;
  readonly assistant_mode: Conversation["assistant_mode"];
  /** Empty = the server's default. */
  readonly model_id: string;
  readonly system_prompt: string;
}

/**
 * What somebody is changing: the new value of a field, and the value that it
 * had when they began. Fields that they left alone follow the conversation.
 */
export type Draft = {
  readonly [K in keyof Settings]?: { readonly value: Settings[K]; readonly base: Settings[K] };
};

const names = ["title", "assistant_mode", "model_id", "system_prompt"] as const;

export function settingsOf(conversation: Conversation): Settings {
  const { title, assistant_mode, model_id = "", system_prompt } = conversation;
  return { title, assistant_mode, model_id, system_prompt };
}

/** A field is no longer a draft once it is back at what the conversation has. */
export function edit<K extends keyof Settings>(
  draft: Draft,
  current: Settings,
  name: K,
  value: Settings[K],
): Draft {
  const { [name]: known, ...others } = draft;
  if (value === current[name]) return others as Draft;
  return { ...others, [name]: { value, base: known?.base ?? current[name] } } as Draft;
}

export function shown(draft: Draft, current: Settings): Settings {
  const values = names.map((name) => [name, draft[name]?.value ?? current[name]]);
  return Object.fromEntries(values) as unknown as Settings;
}

/** Fields that somebody else changed while they were being edited here. */
export function overtaken(draft: Draft, current: Settings): (keyof Settings)[] {
  return names.filter((name) => {
    const field = draft[name];
    return field && field.base !== current[name] && field.value !== current[name];
  });
}

/** What to send: only what was changed here. */
export function patchOf(draft: Draft, current: Settings): ConversationPatch {
  const {
    title,
    model_id: model,
    ...others
  } = Object.fromEntries(
    names.flatMap((name) => {
      const value = draft[name]?.value;
      return value === undefined || value === current[name] ? [] : [[name, value]];
    }),
  ) as Partial<Settings>;
  return {
    ...others,
    ...(title !== undefined && { title: title.trim() }),
    ...(model !== undefined && { model_id: model || null }),
  };
}
