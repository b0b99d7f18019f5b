package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// ConversationCreateRequest makes a conversation that the caller owns.
type ConversationCreateRequest struct {
	Title         *string             `json:"title,omitempty" nullable:"true" doc:"Not blank. May be missing for a chat, which then takes its title from the first message."`
	IsGroup       *bool               `json:"is_group,omitempty" nullable:"true" doc:"false (the default) makes a private chat."`
	AssistantMode *chat.AssistantMode `json:"assistant_mode,omitempty" nullable:"true" enum:"auto,mention,off"`
	ModelID       *chat.ModelID       `json:"model_id,omitempty" nullable:"true" format:"uuid" doc:"The model that answers; missing = the server's default."`
}

// ConversationCreateResponse names the new conversation.
type ConversationCreateResponse struct {
	ConversationID chat.ConversationID `json:"conversation_id" format:"uuid"`
	Conversation   chat.Conversation   `json:"conversation"`
}

// ConversationList is one page of the caller's conversations, newest activity
// first.
type ConversationList struct {
	Conversations []chat.Conversation `json:"conversations"`
	NextAfter     time.Time           `json:"next_after,omitzero" doc:"Pass as after for the next page; absent on the last."`
}

// ConversationUpdateRequest changes a conversation; a missing field stays.
type ConversationUpdateRequest struct {
	Title         *string                `json:"title,omitempty" nullable:"true"`
	Archived      *bool                  `json:"archived,omitempty" nullable:"true"`
	SystemPrompt  *string                `json:"system_prompt,omitempty" nullable:"true"`
	ModelID       Nullable[chat.ModelID] `json:"model_id,omitzero" format:"uuid" doc:"null = the server's default."`
	AssistantMode *chat.AssistantMode    `json:"assistant_mode,omitempty" nullable:"true" enum:"auto,mention,off"`
	ActiveLeaf    *chat.MessageID        `json:"active_leaf,omitempty" nullable:"true" format:"uuid" doc:"Shows the branch of this message, down to its newest answer."`
}

// MessageLine is one branch of a conversation, oldest message first.
type MessageLine struct {
	Messages []chat.Message `json:"messages"`
	Leaf     chat.MessageID `json:"leaf,omitzero" format:"uuid" doc:"End of the branch; absent while the conversation is empty."`
	Position int64          `json:"position" doc:"Follow the event stream from here and nothing is missed."`
	More     bool           `json:"more" doc:"Whether there are older messages."`
}
