package event

import (
	"encoding/json"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// The actions of membership.changed that bring somebody in and take them out.
const (
	added   = "added"
	removed = "removed"
)

// part ends subscriptions with an entry that is being added: all of them when
// the conversation was deleted, one account's when it was removed. Whether the
// event was published here or comes from the log makes no difference. A
// subscriber who was admitted before the removal is in the topic by now, for
// admission is checked after subscribing.
func (t *topic) part(e *entry) {
	var leaves func(*Subscription) bool
	switch e.event.Type {
	case chat.EventMembershipChanged:
		p, ok := membership(e.event)
		if !ok || p.Action != removed {
			return
		}
		leaves = func(s *Subscription) bool { return s.account == p.UserID }
	case chat.EventConversationUpdated:
		var p chat.ConversationPayload
		if json.Unmarshal(e.event.Payload, &p) != nil || p.DeletedAt.IsZero() {
			return
		}
		leaves = func(*Subscription) bool { return true }
	default:
		return
	}
	position := e.event.Position
	for _, s := range t.subs {
		// Who has seen more than this event has come back since.
		if leaves(s) && s.after < position && (!s.cut || s.lastPosition > position) {
			s.cut, s.lastPosition = true, position
		}
	}
}

// membership reads a membership.changed event.
func membership(e chat.Event) (p chat.MembershipPayload, ok bool) {
	if e.Type != chat.EventMembershipChanged {
		return p, false
	}
	return p, json.Unmarshal(e.Payload, &p) == nil
}
