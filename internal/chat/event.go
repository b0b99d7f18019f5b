package chat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// EventType names what happened. The names are wire names.
type EventType string

// The event types. Presence and typing are ephemeral: they have no position
// and are never stored. MessageDelta is stored as a Chunk, every other type as
// an event row.
const (
	EventThreadNew           EventType = "thread.new"
	EventThreadActivity      EventType = "thread.activity"
	EventMessageNew          EventType = "message.new"
	EventMessageUpdated      EventType = "message.updated"
	EventMessageDelta        EventType = "message.delta"
	EventMessageDone         EventType = "message.done"
	EventUnreadUpdate        EventType = "unread.update"
	EventMembershipChanged   EventType = "membership.changed"
	EventConversationUpdated EventType = "conversation.updated"
	EventPresenceUpdate      EventType = "presence.update"
	EventTypingUpdate        EventType = "typing.update"
	EventError               EventType = "error"
)

// The event types that only a person's own stream has, beside some of the
// above: what a list of conversations needs to stay current. They have no
// position; a client that was away reads the list again.
const (
	EventConversationNew   EventType = "conversation.new"
	EventGenerationStarted EventType = "generation.started"
	EventGenerationEnded   EventType = "generation.ended"
	EventMention           EventType = "mention"
)

// Ephemeral reports whether events of the type pass by without a position.
func (t EventType) Ephemeral() bool { return t == EventPresenceUpdate || t == EventTypingUpdate }

// Event is something that happened in a conversation. Stored events carry the
// position they took in the transaction that made the change; positions of one
// conversation grow by one without a gap.
type Event struct {
	ConversationID ConversationID
	Position       int64 // 0 = ephemeral
	Type           EventType
	RootID         MessageID // zero = not about one thread
	MessageID      MessageID // zero = not about one message
	Payload        json.RawMessage
	CreatedAt      time.Time

	// Chunk is set on message.delta, so that readers inside the process need
	// not decode Payload.
	Chunk *Chunk
	// Unread is set on unread.update instead of Payload: the event is one row,
	// and each participant is sent only their own counts (UnreadPayload). A
	// participant who is not in the map is sent nothing.
	Unread map[AccountID]UnreadCount
}

// NewEvent encodes a payload. Payload types of this package always encode.
func NewEvent(conversation ConversationID, typ EventType, root, message MessageID, payload any, at time.Time) Event {
	b, err := json.Marshal(payload)
	if err != nil {
		panic(fmt.Sprintf("chat: %s payload: %v", typ, err))
	}
	return Event{ConversationID: conversation, Type: typ, RootID: root, MessageID: message, Payload: b, CreatedAt: at}
}

// NewUnreadEvent makes the one event that tells every participant in counts
// what is unread for them in a thread.
func NewUnreadEvent(conversation ConversationID, root MessageID, counts map[AccountID]UnreadCount, at time.Time) Event {
	return Event{ConversationID: conversation, Type: EventUnreadUpdate, RootID: root, Unread: counts, CreatedAt: at}
}

// The payloads, one for each event type. Every payload names its conversation.
type (
	// ThreadNewPayload announces a new thread.
	ThreadNewPayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		RootID         MessageID      `json:"root_id"`
		Summary        ThreadSummary  `json:"summary"`
	}
	// ThreadActivityPayload tells that something in a thread changed.
	ThreadActivityPayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		RootID         MessageID      `json:"root_id"`
		LastActivityAt time.Time      `json:"last_activity_at"`
	}
	// MessagePayload carries a new or changed message whole.
	MessagePayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		RootID         MessageID      `json:"root_id"`
		Message        Message        `json:"message"`
	}
	// DeltaPayload is one committed chunk of an answer, in the shape of an
	// OpenAI chat completion chunk.
	DeltaPayload struct {
		ID             string         `json:"id" doc:"<message id>:<chunk index>"`
		Object         string         `json:"object" doc:"Always chat.completion.chunk."`
		ConversationID ConversationID `json:"conversation_id"`
		RootID         MessageID      `json:"root_id"`
		MessageID      MessageID      `json:"message_id"`
		ParentID       MessageID      `json:"parent_id,omitzero"`
		Depth          int            `json:"depth,omitzero"`
		Choices        []DeltaChoice  `json:"choices"`
	}
	// DeltaChoice is the only entry of DeltaPayload.Choices.
	DeltaChoice struct {
		Index int   `json:"index"`
		Delta Delta `json:"delta"`
	}
	// Delta is the text of one chunk. Role is set on chunk 0 only.
	Delta struct {
		Role             MessageRole `json:"role,omitempty"`
		Content          string      `json:"content,omitempty"`
		ReasoningContent string      `json:"reasoning_content,omitempty"`
	}
	// DonePayload ends an answer. Chunks says how many chunks the text has, so
	// that a reader who missed some knows.
	DonePayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		RootID         MessageID      `json:"root_id"`
		MessageID      MessageID      `json:"message_id"`
		FinishReason   string         `json:"finish_reason,omitempty"`
		Status         MessageStatus  `json:"status"`
		Chunks         int            `json:"chunks"`
		Usage          *Usage         `json:"usage,omitempty"`
		Dropped        int            `json:"dropped_messages,omitzero" doc:"How many messages above did not fit into what the model read."`
		Fault          *Fault         `json:"error,omitempty"`
	}
	// UnreadPayload is what is unread for one person in one thread.
	UnreadPayload struct {
		ConversationID     ConversationID `json:"conversation_id"`
		RootID             MessageID      `json:"root_id"`
		Unread             int64          `json:"unread"`
		Mentions           int64          `json:"mentions,omitzero" doc:"How many of them mention the person."`
		ConversationUnread int64          `json:"conversation_unread" doc:"Unread messages in the conversation, all threads together."`
	}
	// MembershipPayload tells of a participant who came, went or changed role.
	MembershipPayload struct {
		ConversationID ConversationID   `json:"conversation_id"`
		UserID         AccountID        `json:"user_id"`
		Role           ConversationRole `json:"role,omitempty"`
		Action         string           `json:"action" enum:"added,removed,role_updated"`
	}
	// ConversationPayload carries what all participants share of a
	// conversation's settings.
	ConversationPayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		Title          string         `json:"title"`
		AssistantMode  AssistantMode  `json:"assistant_mode"`
		SystemPrompt   string         `json:"system_prompt"`
		ModelID        ModelID        `json:"model_id,omitzero"`
		ActiveLeaf     MessageID      `json:"active_leaf,omitzero"`
		IsGroup        bool           `json:"is_group"`
		ArchivedAt     time.Time      `json:"archived_at,omitzero"`
		DeletedAt      time.Time      `json:"deleted_at,omitzero"`
	}
	// PresencePayload is one person's state.
	PresencePayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		UserID         AccountID      `json:"user_id"`
		Status         PresenceStatus `json:"status" enum:"online,away,offline"`
		LastSeenAt     time.Time      `json:"last_seen_at,omitzero" doc:"Absent while nobody has seen the person since the server started."`
	}
	// TypingPayload tells that someone types; an ExpiresAt that is not in the
	// future means they stopped.
	TypingPayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		RootID         MessageID      `json:"root_id"`
		UserID         AccountID      `json:"user_id"`
		ExpiresAt      time.Time      `json:"expires_at"`
	}
	// ConversationNewPayload announces a conversation to somebody who has just
	// become a participant.
	ConversationNewPayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		Conversation   Conversation   `json:"conversation"`
	}
	// GenerationPayload tells that an answer begins or has ended. Status is
	// streaming at the beginning.
	GenerationPayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		RootID         MessageID      `json:"root_id"`
		MessageID      MessageID      `json:"message_id"`
		Status         MessageStatus  `json:"status" enum:"streaming,complete,cancelled,interrupted,failed"`
	}
	// MentionPayload tells a person that somebody named them in a message.
	MentionPayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		Title          string         `json:"title" doc:"The conversation's."`
		RootID         MessageID      `json:"root_id"`
		MessageID      MessageID      `json:"message_id"`
		AuthorID       AccountID      `json:"author_user_id,omitzero"`
		AuthorName     string         `json:"author_name"`
		Excerpt        string         `json:"excerpt" doc:"Start of the message, at most 240 characters."`
	}
	// ErrorPayload is a terminal failure: of an answer (MessageID set) or of
	// the stream itself, such as replay_gap.
	ErrorPayload struct {
		ConversationID ConversationID `json:"conversation_id"`
		RootID         MessageID      `json:"root_id,omitzero"`
		MessageID      MessageID      `json:"message_id,omitzero"`
		Code           string         `json:"code"`
		Message        Sentence       `json:"message"`
	}
)

// CodeReplayGap is the code of the error event that answers a resume point
// which is too old or unknown: refetch, then follow the live events.
const CodeReplayGap = "replay_gap"

// deltaFrame is about what a message.delta takes beside its text, in bytes.
const deltaFrame = 384

// DeltaEvent makes the message.delta event of a committed chunk of an answer.
func DeltaEvent(answer Message, chunk Chunk) Event {
	d := Delta{Content: chunk.Content, ReasoningContent: chunk.Reasoning}
	if chunk.Index == 0 {
		d.Role = RoleAssistant
	}
	payload := DeltaPayload{
		ID:             answer.ID.String() + ":" + strconv.Itoa(chunk.Index),
		Object:         "chat.completion.chunk",
		ConversationID: answer.ConversationID,
		RootID:         answer.RootID,
		MessageID:      answer.ID,
		ParentID:       answer.ParentID,
		Depth:          answer.Depth,
		Choices:        []DeltaChoice{{Delta: d}},
	}
	return Event{
		ConversationID: answer.ConversationID,
		Type:           EventMessageDelta,
		RootID:         answer.RootID,
		MessageID:      answer.ID,
		Payload:        payload.AppendJSON(make([]byte, 0, deltaFrame+len(chunk.Content)+len(chunk.Reasoning))),
		CreatedAt:      chunk.CreatedAt,
		Position:       chunk.Position,
		Chunk:          &chunk,
	}
}
