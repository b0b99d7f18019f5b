package api

import "github.com/rustygpt/rustygpt/internal/chat"

// PostMessageRequest posts a message: the root of a new thread or a reply.
type PostMessageRequest struct {
	Content   string            `json:"content" doc:"Not blank; kept as it is."`
	Role      *chat.MessageRole `json:"role,omitempty" nullable:"true" enum:"user,assistant,system,tool" doc:"Missing or user: the conversation's assistant mode decides whether the assistant answers. assistant: it always answers. system and tool are for owners and administrators."`
	ModelID   *chat.ModelID     `json:"model_id,omitempty" nullable:"true" format:"uuid" doc:"The model for this one answer."`
	RequestID *string           `json:"request_id,omitempty" nullable:"true" format:"uuid" doc:"Makes a retry harmless: the same id posts once."`
}

// PostRootMessageResponse names the message that was posted.
type PostRootMessageResponse struct {
	MessageID      chat.MessageID      `json:"message_id" format:"uuid"`
	RootID         chat.MessageID      `json:"root_id" format:"uuid"`
	ConversationID chat.ConversationID `json:"conversation_id" format:"uuid"`
	Depth          int                 `json:"depth"`
	Message        chat.Message        `json:"message"`
	Answer         *chat.Message       `json:"answer,omitempty" doc:"The answer that was started, still empty; absent when none was. The first of answers."`
	Answers        []chat.Message      `json:"answers,omitempty" doc:"All answers that were started, one for each model that was called, side by side."`
}

// ReplyMessageResponse names the reply that was posted.
type ReplyMessageResponse struct {
	MessageID      chat.MessageID      `json:"message_id" format:"uuid"`
	RootID         chat.MessageID      `json:"root_id" format:"uuid"`
	ParentID       chat.MessageID      `json:"parent_id,omitzero" format:"uuid"`
	ConversationID chat.ConversationID `json:"conversation_id" format:"uuid"`
	Depth          int                 `json:"depth"`
	Message        chat.Message        `json:"message"`
	Answer         *chat.Message       `json:"answer,omitempty" doc:"The answer that was started, still empty; absent when none was. The first of answers."`
	Answers        []chat.Message      `json:"answers,omitempty" doc:"All answers that were started, one for each model that was called, side by side."`
}

// RegenerateRequest asks for one more answer.
type RegenerateRequest struct {
	ModelID     *chat.ModelID `json:"model_id,omitempty" nullable:"true" format:"uuid" doc:"The model for this one answer."`
	Instruction *string       `json:"instruction,omitempty" nullable:"true" doc:"An extra wish for this one answer; it does not become part of the thread."`
	RequestID   *string       `json:"request_id,omitempty" nullable:"true" format:"uuid" doc:"Makes a retry harmless: the same id starts one answer."`
}

// RegenerateResponse is the answer that was started.
type RegenerateResponse struct {
	Message chat.Message `json:"message"`
}

// MessageEditRequest replaces a message's text.
type MessageEditRequest struct {
	Content string  `json:"content" doc:"Not blank."`
	Reason  *string `json:"reason,omitempty" nullable:"true"`
}

// MessageDeleteRequest says why a message goes.
type MessageDeleteRequest struct {
	Reason *string `json:"reason,omitempty" nullable:"true"`
}

// CancelResponse tells what became of the answer.
type CancelResponse struct {
	MessageID chat.MessageID `json:"message_id" format:"uuid"`
	Status    string         `json:"status" enum:"cancelled,timed_out,completed,not_tracked"`
}
