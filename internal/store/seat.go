package store

import "github.com/rustygpt/rustygpt/internal/chat"

// Seat is an account's place in a conversation, and how far that has come.
type Seat struct {
	AccountID      chat.AccountID
	ConversationID chat.ConversationID
	Position       int64 // of the conversation's newest event
}
