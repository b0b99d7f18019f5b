package api

import (
	"encoding/json"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Chat is a private conversation as the chats API shows it.
type Chat struct {
	ID        chat.ConversationID `json:"id" format:"uuid"`
	Title     string              `json:"title"`
	ModelID   *chat.ModelID       `json:"model_id" format:"uuid"`
	CreatedAt time.Time           `json:"created_at"`
	UpdatedAt time.Time           `json:"updated_at"`
}

// CreateChatRequest makes a chat.
type CreateChatRequest struct {
	Title   *string       `json:"title,omitempty" nullable:"true"`
	ModelID *chat.ModelID `json:"model_id,omitempty" nullable:"true" format:"uuid"`
}

// UpdateChatRequest changes a chat; a missing field stays.
type UpdateChatRequest struct {
	Title   *string       `json:"title,omitempty" nullable:"true"`
	ModelID *chat.ModelID `json:"model_id,omitempty" nullable:"true" format:"uuid"`
}

// ChatMessage is one message of a chat's active branch.
type ChatMessage struct {
	ID           chat.MessageID      `json:"id" format:"uuid"`
	ChatID       chat.ConversationID `json:"chat_id" format:"uuid"`
	ParentID     *chat.MessageID     `json:"parent_id" format:"uuid"`
	SiblingIDs   []chat.MessageID    `json:"sibling_ids" doc:"All messages with the same parent, oldest first; empty where there is only this one."`
	Role         string              `json:"role" enum:"user,assistant"`
	Content      string              `json:"content"`
	Status       string              `json:"status" enum:"complete,streaming,canceled,error"`
	FinishReason *string             `json:"finish_reason"`
	Error        *chat.Sentence      `json:"error" doc:"Why the answer failed."`
	ModelID      *chat.ModelID       `json:"model_id" format:"uuid"`
	ProviderName *string             `json:"provider_name"`
	ModelName    *string             `json:"model_name"`
	CreatedAt    time.Time           `json:"created_at"`
}

// GenerateRequest posts a message and asks for its answer, or for one more
// answer, as an event stream.
type GenerateRequest struct {
	RequestID string        `json:"request_id" format:"uuid" doc:"Repeating a request with the same id attaches to the same answer again."`
	Content   string        `json:"content" doc:"The message; ignored when regenerating."`
	ModelID   *chat.ModelID `json:"model_id,omitempty" nullable:"true" format:"uuid"`
}

// AgentCompletionRequest asks a model directly, in the form of OpenAI's chat
// completions. Nothing of it is kept.
type AgentCompletionRequest struct {
	ModelID     chat.ModelID      `json:"model_id" format:"uuid"`
	Messages    []json.RawMessage `json:"messages" doc:"Handed to the provider as they are."`
	Tools       json.RawMessage   `json:"tools,omitempty" doc:"Handed to the provider as they are; the model decides which to call."`
	Temperature *float64          `json:"temperature,omitempty" nullable:"true"`
}

// The events of an answer's stream. Each is a data line of its own; the member
// event tells them apart.
type (
	// StartedEvent names the answer; it comes first.
	StartedEvent struct {
		Event     string         `json:"event" const:"started"`
		MessageID chat.MessageID `json:"message_id" format:"uuid"`
	}
	// DeltaEvent carries the next piece of the text.
	DeltaEvent struct {
		Event     string `json:"event" const:"delta"`
		Content   string `json:"content"`
		Reasoning string `json:"reasoning,omitempty" doc:"What the model thinks aloud; not part of the text."`
	}
	// CompletedEvent ends an answer that is whole or was stopped.
	CompletedEvent struct {
		Event     string         `json:"event" const:"completed"`
		MessageID chat.MessageID `json:"message_id" format:"uuid"`
	}
	// FailedEvent ends an answer that failed; the text so far is kept.
	FailedEvent struct {
		Event     string         `json:"event" const:"error"`
		Message   chat.Sentence  `json:"message"`
		Code      string         `json:"code,omitempty"`
		MessageID chat.MessageID `json:"message_id,omitzero" format:"uuid"`
	}
)
