/** What can be opened over any page about one conversation. */
export type Layer = "settings" | "members" | "invite" | "leave" | "delete";

export type OpenLayer = (layer: Layer, conversationId: string) => void;
