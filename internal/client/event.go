package client

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Event is something that happened in a conversation.
type Event struct {
	ID      string         `json:"id,omitempty"` // where a stream resumes; empty for passing signs and for what was read up
	Type    chat.EventType `json:"type"`
	Payload jsontext.Value `json:"payload"`

	// Decoded is the payload as a pointer to one of chat's payload types, nil
	// for types that this program does not know.
	Decoded any `json:"-"`
}

// payloads makes room for each type's payload.
var payloads = map[chat.EventType]func() any{
	chat.EventThreadNew:           func() any { return new(chat.ThreadNewPayload) },
	chat.EventThreadActivity:      func() any { return new(chat.ThreadActivityPayload) },
	chat.EventMessageNew:          func() any { return new(chat.MessagePayload) },
	chat.EventMessageUpdated:      func() any { return new(chat.MessagePayload) },
	chat.EventMessageDelta:        func() any { return new(chat.DeltaPayload) },
	chat.EventMessageDone:         func() any { return new(chat.DonePayload) },
	chat.EventUnreadUpdate:        func() any { return new(chat.UnreadPayload) },
	chat.EventMembershipChanged:   func() any { return new(chat.MembershipPayload) },
	chat.EventConversationUpdated: func() any { return new(chat.ConversationPayload) },
	chat.EventPresenceUpdate:      func() any { return new(chat.PresencePayload) },
	chat.EventTypingUpdate:        func() any { return new(chat.TypingPayload) },
	chat.EventError:               func() any { return new(chat.ErrorPayload) },
}

// decodeEvent reads the envelope of a frame and the payload in it.
func decodeEvent(f frame) (Event, error) {
	e := Event{}
	if err := json.Unmarshal(f.data, &e); err != nil {
		return e, fmt.Errorf("event %s: %w", f.id, err)
	}
	e.ID = f.id
	room, known := payloads[e.Type]
	if !known {
		return e, nil
	}
	e.Decoded = room()
	if err := json.Unmarshal(e.Payload, e.Decoded); err != nil {
		return e, fmt.Errorf("event %s, %s: %w", f.id, e.Type, err)
	}
	return e, nil
}

// readUp makes the event that would have told of something that was read from
// the server instead. It has no id, since the stream is not resumed there.
func readUp(e chat.Event) Event {
	out := Event{Type: e.Type, Payload: jsontext.Value(e.Payload), Decoded: payloads[e.Type]()}
	if err := json.Unmarshal(out.Payload, out.Decoded); err != nil {
		panic(fmt.Sprintf("client: %s payload: %v", e.Type, err)) // we encoded it ourselves
	}
	return out
}

// thread is the thread that an event is about, zero when it is about the whole
// conversation.
func (e Event) thread() chat.MessageID {
	switch p := e.Decoded.(type) {
	case *chat.ThreadNewPayload:
		return p.RootID
	case *chat.ThreadActivityPayload:
		return p.RootID
	case *chat.MessagePayload:
		return p.RootID
	case *chat.DeltaPayload:
		return p.RootID
	case *chat.DonePayload:
		return p.RootID
	case *chat.UnreadPayload:
		return p.RootID
	case *chat.TypingPayload:
		return p.RootID
	case *chat.ErrorPayload:
		return p.RootID
	default:
		return chat.MessageID{}
	}
}
