export { ConversationList } from "./conversation-list";
export { NewMenu } from "./new-menu";
export type { Layer, OpenLayer } from "./open-layer";
