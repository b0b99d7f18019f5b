package chat

import "time"

// MessageRole says who speaks in a message.
type MessageRole string

// The message roles.
const (
	RoleUser      MessageRole = "user"
	RoleAssistant MessageRole = "assistant"
	RoleSystem    MessageRole = "system"
	RoleTool      MessageRole = "tool"
)

// MessageStatus says how far a message has come. People's messages are always
// complete.
type MessageStatus string

// The message statuses.
const (
	StatusStreaming   MessageStatus = "streaming"   // an answer that is being written
	StatusComplete    MessageStatus = "complete"    // whole, or cut at the model's own limit
	StatusCancelled   MessageStatus = "cancelled"   // stopped by a person; the text so far is kept
	StatusInterrupted MessageStatus = "interrupted" // the server stopped in the middle; the text so far is kept
	StatusFailed      MessageStatus = "failed"      // the provider failed or a deadline passed; the text so far is kept
)

// Done reports whether the text will not grow any more.
func (s MessageStatus) Done() bool { return s != StatusStreaming }

// Message is one entry of a thread, by a person or by a model. Content and
// Mentions are empty once the message is deleted.
type Message struct {
	ID             MessageID      `json:"id" format:"uuid"`
	RootID         MessageID      `json:"root_id" format:"uuid"`
	ParentID       MessageID      `json:"parent_id,omitzero" format:"uuid"`
	ConversationID ConversationID `json:"conversation_id" format:"uuid"`
	AuthorID       AccountID      `json:"author_user_id,omitzero" format:"uuid" doc:"Absent for answers of a model."`
	Role           MessageRole    `json:"role" enum:"user,assistant,system,tool"`
	Content        string         `json:"content"`
	Path           Path           `json:"path" doc:"Opaque key; bytewise order is depth-first order within a thread."`
	Depth          int            `json:"depth" doc:"1 for a root."`
	CreatedAt      time.Time      `json:"created_at"`
	EditedAt       time.Time      `json:"edited_at,omitzero"`
	DeletedAt      time.Time      `json:"deleted_at,omitzero"`
	Status         MessageStatus  `json:"status" enum:"streaming,complete,cancelled,interrupted,failed"`
	Position       int64          `json:"position" doc:"Position at which the message was created; unread counts compare it."`
	Mentions       []AccountID    `json:"mentions,omitempty" doc:"The participants that the text names by @username; never the author."`
	Answer         *Answer        `json:"answer,omitempty" doc:"How a model's answer came about; absent on people's messages."`
	SiblingIDs     []MessageID    `json:"sibling_ids,omitempty" doc:"All messages with the same parent, oldest first, this one included. Only in the linear view and only where there are several."`
}

// Answer is the part of a message that only a model's answers have.
type Answer struct {
	ModelID      ModelID   `json:"model_id,omitzero" format:"uuid" doc:"Absent once the model was removed."`
	ModelName    string    `json:"model_name"`
	ProviderName string    `json:"provider_name"`
	FinishReason string    `json:"finish_reason,omitempty" doc:"stop, stop_sequence, length, content_filter, tool_calls, cancelled, timeout, error or interrupted; absent while streaming."`
	Fault        *Fault    `json:"error,omitempty" doc:"Why the answer failed."`
	Usage        *Usage    `json:"usage,omitempty"`
	Reasoning    string    `json:"reasoning,omitempty" doc:"What the model thought aloud before and between the text."`
	Dropped      int       `json:"dropped_messages,omitzero" doc:"How many messages above did not fit into what the model read; known at the end."`
	NextChunk    int       `json:"next_chunk" doc:"Number of chunks the content holds; the next delta has this index."`
	StartedAt    time.Time `json:"started_at"`
	FirstTokenAt time.Time `json:"first_token_at,omitzero"`
	FinishedAt   time.Time `json:"finished_at,omitzero"`
}

// Fault is a failure as people read it: no secret, no address.
type Fault struct {
	Code    string   `json:"code"`
	Message Sentence `json:"message"`
}

// Usage counts tokens.
type Usage struct {
	PromptTokens     int64 `json:"prompt_tokens"`
	CompletionTokens int64 `json:"completion_tokens"`
	TotalTokens      int64 `json:"total_tokens"`
}

// Chunk is a saved piece of an answer. Indexes of one message count from 0
// without a gap; joining the contents in that order gives the text.
type Chunk struct {
	MessageID MessageID `json:"message_id" format:"uuid"`
	Index     int       `json:"idx"`
	Content   string    `json:"content"`
	Reasoning string    `json:"reasoning,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	Position  int64     `json:"-"`
}
