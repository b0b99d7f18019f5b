package httpapi

import "github.com/rustygpt/rustygpt/internal/chat"

// The shapes that requests and answers share. Handlers compose their input of
// them; fields of embedded types count as their own.
type (
	// nothing is the input or output of a handler that has none.
	nothing struct{}

	// payload is a JSON body.
	payload[T any] struct{ Body T }

	// InConversation addresses a conversation.
	InConversation struct {
		ConversationID chat.ConversationID `path:"conversation_id" format:"uuid"`
	}

	// InThread addresses a thread by its root message.
	InThread struct {
		RootID chat.MessageID `path:"root_id" format:"uuid"`
	}

	// OfMessage addresses a message.
	OfMessage struct {
		MessageID chat.MessageID `path:"message_id" format:"uuid"`
	}

	// OfUser addresses an account.
	OfUser struct {
		ID chat.AccountID `path:"id" format:"uuid"`
	}

	// InChat addresses a chat, which is a conversation.
	InChat struct {
		ChatID chat.ConversationID `path:"id" format:"uuid"`
	}
)

// respond makes an answer with a JSON body.
func respond[T any](body T) *payload[T] { return &payload[T]{body} }

// deref is the value of an optional field, zero when it is missing.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// orNil is an optional field: nil for the zero value.
func orNil[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
