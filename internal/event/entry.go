package event

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// class says what may happen to an event that a reader is too slow for.
type class uint8

const (
	vital  class = iota // never lost: the reader is cut off instead
	delta               // lost first: a reader sees the gap in the chunk indexes
	system              // presence and typing: lost when so configured
)

func classOf(t chat.EventType) class {
	switch {
	case t == chat.EventMessageDelta:
		return delta
	case t.Ephemeral():
		return system
	default:
		return vital
	}
}

// entry is an event with its bytes on the wire, made once for everybody who is
// sent it. It does not change once it is in a ring, and may be in several.
type entry struct {
	event chat.Event
	frame []byte // nil for unread.update, whose bytes differ between people
	class class
	id    bool // the frame carries the position, to resume from
}

// newEntry makes the entry of an event for its conversation's stream.
func newEntry(prefix string, e chat.Event) *entry {
	return encode(&entry{event: e, class: classOf(e.Type), id: !e.Type.Ephemeral()}, prefix)
}

// newPersonalEntry makes the entry of an event for people's own streams, which
// lose nothing and cannot be resumed.
func newPersonalEntry(e chat.Event) *entry { return encode(&entry{event: e, class: vital}, "") }

func encode(n *entry, prefix string) *entry {
	e := n.event
	if e.Type == chat.EventUnreadUpdate {
		return n
	}
	size := len(prefix) + 2*len(e.Type) + len(e.Payload) + 80
	n.frame = n.appendHead(make([]byte, 0, size), prefix)
	start := len(n.frame)
	n.frame = append(n.frame, e.Payload...)
	// The payload's own bytes are let go: a ring holds long messages once.
	n.event.Payload = n.frame[start:len(n.frame):len(n.frame)]
	n.frame = append(n.frame, frameEnd...)
	return n
}

// retracts reports whether an event tells that a message was deleted.
func retracts(e chat.Event) bool {
	if e.Type != chat.EventMessageUpdated {
		return false
	}
	var p struct {
		Message struct {
			DeletedAt time.Time `json:"deleted_at"`
		} `json:"message"`
	}
	return json.Unmarshal(e.Payload, &p) == nil && !p.Message.DeletedAt.IsZero()
}

// concerns reports whether an account is told about the event at all.
func (n *entry) concerns(account chat.AccountID) bool {
	if n.event.Type != chat.EventUnreadUpdate {
		return true
	}
	_, ok := n.event.Unread[account]
	return ok
}

// appendTo appends the frame as one account is sent it.
func (n *entry) appendTo(b []byte, prefix string, account chat.AccountID) []byte {
	if n.event.Type != chat.EventUnreadUpdate {
		return append(b, n.frame...)
	}
	b = n.appendHead(b, prefix)
	b = append(b, `{"conversation_id":"`...)
	b = append(b, n.event.ConversationID.String()...)
	b = append(b, `","root_id":"`...)
	b = append(b, n.event.RootID.String()...)
	count := n.event.Unread[account]
	b = append(b, `","unread":`...)
	b = strconv.AppendInt(b, count.Unread, 10)
	if count.Mentions > 0 {
		b = append(b, `,"mentions":`...)
		b = strconv.AppendInt(b, count.Mentions, 10)
	}
	b = append(b, `,"conversation_unread":`...)
	b = strconv.AppendInt(b, count.Total, 10)
	b = append(b, '}')
	return append(b, frameEnd...)
}

// The end of a frame's data line, and the blank line that dispatches it.
const frameEnd = "}\n\n"

// heartbeat is a comment, which event stream parsers skip (WHATWG HTML
// §9.2.6): it keeps proxies from closing an idle stream and shows that the
// peer is gone.
const heartbeat = ": {\"type\":\"ping\"}\n\n"

// appendHead appends a frame up to the payload. Event types and the id prefix
// are plain words, so nothing needs escaping; payloads are JSON on one line.
func (n *entry) appendHead(b []byte, prefix string) []byte {
	if n.id {
		b = append(b, "id: "...)
		b = append(b, prefix...)
		b = strconv.AppendInt(b, n.event.Position, 10)
		b = append(b, '\n')
	}
	b = append(b, "event: "...)
	b = append(b, n.event.Type...)
	b = append(b, "\ndata: {\"type\":\""...)
	b = append(b, n.event.Type...)
	return append(b, `","payload":`...)
}
