/** The objects of the API, under the names the application uses for them. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Conversation = Schemas["Conversation"];
export type Message = Schemas["Message"];
export type MessageStatus = Message["status"];
export type Answer = Schemas["Answer"];
export type Chunk = Schemas["Chunk"];
export type Line = Schemas["MessageLine"];
export type Posted = Schemas["PostRootMessageResponse"];
export type ThreadSummary = Schemas["ThreadSummary"];
export type ThreadUnread = Schemas["ThreadUnread"];
export type Model = Schemas["Model"];
export type NewModel = Schemas["ConfigureModelRequest"];
export type ModelPatch = Schemas["UpdateModelRequest"];
export type Provider = Schemas["Provider"];
export type NewProvider = Schemas["CreateProviderRequest"];
export type ProviderPatch = Schemas["UpdateProviderRequest"];
export type ProviderTest = Schemas["TestProviderRequest"];
export type Discovery = Schemas["DiscoveredModels"];
export type Discovered = Discovery["models"][number];
export type User = Schemas["User"];
export type ServerSettings = Schemas["ServerSettings"];
export type AdminHealth = Schemas["AdminHealth"];
export type LmStudio = Schemas["LMStudioStatus"];
export type RestoreReport = Schemas["RestoreReport"];
export type Device = Schemas["Device"];
export type ServerHandshake = Schemas["ServerHandshake"];
export type ConnectionTest = Schemas["ConnectionTestResponse"];
export type Participant = Schemas["Participant"];
export type Role = Participant["role"];
export type PresenceStatus = NonNullable<Participant["presence"]>;
export type Invite = Schemas["InviteView"];
export type InvitePreview = Schemas["InvitePreview"];
export type NewInvite = Schemas["CreateInviteResponse"];
export type Profile = Schemas["AuthenticatedUser"];

/** The generator cannot say of an object that it may be null. */
export type AuditEntry = Omit<Schemas["AuditEntry"], "actor" | "target"> & {
  actor: Schemas["AuditActor"] | null;
  target: Schemas["AuditTarget"] | null;
};
export type AuditAction = AuditEntry["action"];
export interface AuditPage {
  entries: AuditEntry[];
  next: string | null;
}
