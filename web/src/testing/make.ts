/** Objects of the API for tests, with only what a test cares about spelled out. */
import type { Answer, Conversation, Line, Message, Model, Participant, Provider } from "@/shared/api/types";
import type { StreamEvent } from "@/shared/live/state";

const at = "2026-03-01T10:00:00Z";

export function makeConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: "c1",
    kind: "chat",
    title: "A chat",
    is_group: false,
    role: "owner",
    assistant_mode: "auto",
    system_prompt: "",
    position: 1,
    unread: 0,
    generating: false,
    created_at: at,
    last_activity_at: at,
    ...change,
  };
}

export function makeMessage(id: string, change: Partial<Message> = {}): Message {
  return {
    id,
    root_id: "m1",
    conversation_id: "c1",
    role: "user",
    content: `text of ${id}`,
    path: id,
    depth: 1,
    created_at: at,
    status: "complete",
    position: 1,
    ...change,
  };
}

export function makeAnswer(
  id: string,
  parent: string,
  change: Partial<Message> = {},
  answer: Partial<Answer> = {},
): Message {
  return makeMessage(id, {
    parent_id: parent,
    role: "assistant",
    answer: { model_name: "Model", provider_name: "Provider", next_chunk: 0, started_at: at, ...answer },
    ...change,
  });
}

export function makeLine(messages: Message[], position: number, more = false): Line {
  const leaf = messages.at(-1)?.id;
  return { messages, position, more, ...(leaf !== undefined && { leaf }) };
}

const base = { conversation_id: "c1", root_id: "m1" };

export const events = {
  added: (position: number, message: Message): StreamEvent => ({
    position,
    type: "message.new",
    payload: { ...base, message },
  }),
  updated: (position: number, message: Message): StreamEvent => ({
    position,
    type: "message.updated",
    payload: { ...base, message },
  }),
  delta: (position: number, id: string, index: number, content: string): StreamEvent => ({
    position,
    type: "message.delta",
    payload: { ...base, id: `${id}:${index}`, message_id: id, choices: [{ index: 0, delta: { content } }] },
  }),
  done: (position: number, id: string, chunks: number, change: object = {}): StreamEvent => ({
    position,
    type: "message.done",
    payload: { ...base, message_id: id, status: "complete", finish_reason: "stop", chunks, ...change },
  }),
  conversation: (position: number, change: object): StreamEvent => ({
    position,
    type: "conversation.updated",
    payload: {
      conversation_id: "c1",
      title: "A chat",
      assistant_mode: "auto",
      system_prompt: "",
      is_group: false,
      ...change,
    },
  }),
  gap: (): StreamEvent => ({
    position: 0,
    type: "error",
    payload: { conversation_id: "c1", code: "replay_gap", message: "gone" },
  }),
};

export function makeParticipant(change: Partial<Participant> = {}): Participant {
  return { user_id: "u1", username: "ann", role: "member", joined_at: at, ...change };
}

/** A thread of a room: each message is written as its path, which names its ancestors. */
export function makeTree(...paths: readonly string[]): Message[] {
  return paths.map((path, i) => {
    const parent = path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : null;
    return makeMessage(path, {
      root_id: path.split(".")[0] ?? path,
      path,
      depth: path.split(".").length,
      position: i + 1,
      created_at: new Date(Date.parse(at) + i * 60_000).toISOString(),
      author_user_id: "bo",
      ...(parent && { parent_id: parent }),
    });
  });
}

export function makeModel(id: string, change: Partial<Model> = {}): Model {
  return {
    id,
    provider_id: "p1",
    provider_name: "Alpha",
    provider_type: "openai",
    upstream_id: id,
    display_name: `Model ${id}`,
    enabled: true,
    is_default: false,
    source: "admin",
    context_size: null,
    input_price: null,
    output_price: null,
    capabilities: [],
    local: false,
    available: true,
    unavailable_reason: null,
    ...change,
  };
}

export function makeProvider(change: Partial<Provider> = {}): Provider {
  return {
    id: "p1",
    name: "Alpha",
    type: "openai",
    base_url: "https://alpha.example/v1",
    has_api_key: true,
    additional_header_names: [],
    enabled: true,
    source: "admin",
    read_only: false,
    created_at: at,
    local: false,
    health: {
      state: "ok",
      checked_at: at,
      since: at,
      retry_at: null,
      latency_ms: 12,
      message: null,
    },
    models_at: at,
    models_stale: false,
    ...change,
  };
}
