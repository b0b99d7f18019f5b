package api

import "github.com/rustygpt/rustygpt/internal/chat"

// TypingRequest tells the others that the caller types, or has stopped.
type TypingRequest struct {
	ConversationID chat.ConversationID `json:"conversation_id" format:"uuid"`
	RootID         chat.MessageID      `json:"root_id" format:"uuid" doc:"The thread in which the caller types."`
	Seconds        int32               `json:"seconds" doc:"For how long without another call, at most 30. 0 or less = stopped."`
}

// PresenceHeartbeatRequest tells that the caller is there. Sent every 30
// seconds it keeps them online.
type PresenceHeartbeatRequest struct {
	Status *chat.PresenceStatus `json:"status,omitempty" nullable:"true" enum:"online,away,offline" doc:"online when missing."`
}
