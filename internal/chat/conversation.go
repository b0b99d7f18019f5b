package chat

import "time"

// ConversationKind says what a conversation is for.
type ConversationKind string

// The kinds of conversation.
const (
	KindChat  ConversationKind = "chat"  // one owner, private, shown as one line of messages
	KindGroup ConversationKind = "group" // several people, shown as threads
)

// AssistantMode says when the assistant answers a person's message.
type AssistantMode string

// The assistant modes.
const (
	AssistantAuto    AssistantMode = "auto"    // always
	AssistantMention AssistantMode = "mention" // when it is mentioned
	AssistantOff     AssistantMode = "off"     // never
)

// ConversationRole is a participant's right in one conversation.
type ConversationRole string

// The conversation roles, strongest first.
const (
	RoleOwner       ConversationRole = "owner"
	RoleConvAdmin   ConversationRole = "admin"
	RoleParticipant ConversationRole = "member"
	RoleViewer      ConversationRole = "viewer"
)

// CanPost reports whether the role may write messages.
func (r ConversationRole) CanPost() bool {
	return r == RoleOwner || r == RoleConvAdmin || r == RoleParticipant
}

// CanModerate reports whether the role may change the conversation and other
// people's messages.
func (r ConversationRole) CanModerate() bool { return r == RoleOwner || r == RoleConvAdmin }

// Conversation is a shared space, as one of its participants sees it: Role,
// Unread and Mentions are that person's.
type Conversation struct {
	ID             ConversationID   `json:"id" format:"uuid"`
	Kind           ConversationKind `json:"kind" enum:"chat,group"`
	Title          string           `json:"title"`
	IsGroup        bool             `json:"is_group"`
	Role           ConversationRole `json:"role" enum:"owner,admin,member,viewer"`
	AssistantMode  AssistantMode    `json:"assistant_mode" enum:"auto,mention,off"`
	SystemPrompt   string           `json:"system_prompt"`
	ModelID        ModelID          `json:"model_id,omitzero" format:"uuid" doc:"The model that answers here; absent = the server's default."`
	ActiveLeaf     MessageID        `json:"active_leaf,omitzero" format:"uuid" doc:"End of the branch shown in a chat."`
	Position       int64            `json:"position" doc:"Position of the newest event; resume the event stream from here."`
	Unread         int64            `json:"unread" doc:"The caller's unread messages, all threads together."`
	Mentions       int64            `json:"mentions,omitzero" doc:"How many of the unread messages mention the caller."`
	Generating     bool             `json:"generating" doc:"Whether an answer is being written."`
	CreatedAt      time.Time        `json:"created_at"`
	LastActivityAt time.Time        `json:"last_activity_at"`
	ArchivedAt     time.Time        `json:"archived_at,omitzero"`
	DeletedAt      time.Time        `json:"deleted_at,omitzero" doc:"Set while a deleted conversation can still be restored."`
	AutoTitle      bool             `json:"-"` // the title was made from the first message, or is still the placeholder
	ModeChosen     bool             `json:"-"` // somebody chose AssistantMode; else it is the default of the kind
}

// DefaultMode is the assistant mode of conversations for which nobody chose one.
func (k ConversationKind) DefaultMode() AssistantMode {
	if k == KindGroup {
		return AssistantMention
	}
	return AssistantAuto
}

// BecomeGroup makes a chat that somebody joins a group. There an assistant that
// answers everything would be in the way, unless somebody chose it so.
func (c *Conversation) BecomeGroup() {
	c.Kind, c.IsGroup = KindGroup, true
	if !c.ModeChosen && c.AssistantMode == KindChat.DefaultMode() {
		c.AssistantMode = KindGroup.DefaultMode()
	}
}

// ThreadSummary is one line of a thread list. The JSON form is fixed by the
// documented API: root_author is null, not absent, when nobody wrote the root.
type ThreadSummary struct {
	RootID           MessageID  `json:"root_id" format:"uuid"`
	RootExcerpt      string     `json:"root_excerpt" doc:"Start of the root message, at most 240 characters; empty when it was deleted."`
	RootAuthor       *AccountID `json:"root_author" format:"uuid" nullable:"true"`
	CreatedAt        time.Time  `json:"created_at"`
	LastActivityAt   time.Time  `json:"last_activity_at"`
	MessageCount     int64      `json:"message_count"`
	ParticipantCount int64      `json:"participant_count"`
}
