package event

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// excerptLength is how much of a message a mention shows, in characters.
const excerptLength = 240

// beginTelling takes what people's own streams are to be told of what entered
// the ring. It takes nothing while another goroutine tells, which goes on with
// it.
func (t *topic) beginTelling() []chat.Event {
	if t.telling {
		return nil
	}
	return t.takeDue()
}

func (t *topic) takeDue() []chat.Event {
	due := t.due
	t.due = nil
	t.telling = len(due) > 0
	return due
}

// tell passes on what was taken, and what has come meanwhile.
func (t *topic) tell(due []chat.Event) {
	for len(due) > 0 {
		t.hub.tell(t.conversation, due)
		t.mu.Lock()
		due = t.takeDue()
		t.mu.Unlock()
	}
}

// tell makes each event's frames once for everybody who is concerned, and one
// write for each stream.
func (h *Hub) tell(conversation chat.ConversationID, events []chat.Event) {
	defer h.tellOfMembership(events)
	people := h.inCircle(conversation)
	if len(people) == 0 {
		return
	}
	list := make([]news, len(events))
	for i, e := range events {
		list[i] = newsOf(e)
		if m := list[i].mention; m != nil {
			h.tellOfMention(conversation, *m, people)
		}
	}
	h.metrics.told(list)
	var wake []*Subscription
	for _, p := range people {
		entries, leaves := concerning(p.account, list)
		if leaves && !h.unseat(p, conversation) {
			continue // told already, for it was read before the event came
		}
		if len(entries) > 0 {
			wake = append(wake, p.tell(conversation, entries)...)
		}
	}
	h.dispatch(wake)
}

// tellOfMembership passes on who came and went. Whose seats were read before
// an earlier event was told, they may be wrong now.
func (h *Hub) tellOfMembership(events []chat.Event) {
	for _, e := range events {
		p, ok := membership(e)
		if !ok {
			continue
		}
		h.NoticeAccount(p.UserID)
		if h.attendance != nil {
			h.attendance.MembershipChanged(p)
		}
	}
}

// concerning picks what one account is told.
func concerning(account chat.AccountID, list []news) (entries []*entry, leaves bool) {
	for _, n := range list {
		if n.entry == nil || !n.to.IsZero() && n.to != account || !n.entry.concerns(account) {
			continue
		}
		entries = append(entries, n.entry)
		if n.leaves {
			return entries, true
		}
	}
	return entries, false
}

// tellOfMention tells those of a circle who are named in a message, without
// waiting for what has to be read to say so.
func (h *Hub) tellOfMention(conversation chat.ConversationID, m mention, people []*person) {
	named := slices.DeleteFunc(slices.Clone(people), func(p *person) bool {
		return p.account == m.author || !slices.Contains(m.accounts, p.account)
	})
	if len(named) == 0 {
		return
	}
	go func() {
		e, err := h.mentionEntry(h.ctx, conversation, m, named[0].account)
		if err != nil {
			if h.ctx.Err() == nil && chat.KindOf(err) != chat.NotFound {
				h.logger.Warn("a mention could not be told", "conversation_id", conversation, "message_id", m.message, "error", err)
			}
			return
		}
		count(h.metrics.personal, chat.EventMention)
		var wake []*Subscription
		for _, p := range named {
			wake = append(wake, p.tell(conversation, []*entry{e})...)
		}
		h.dispatch(wake)
	}()
}

func (h *Hub) mentionEntry(ctx context.Context, conversation chat.ConversationID, m mention, viewer chat.AccountID) (*entry, error) {
	c, err := h.store.FindConversation(ctx, conversation, viewer)
	if err != nil {
		return nil, err
	}
	participants, err := h.store.Participants(ctx, conversation, viewer)
	if err != nil {
		return nil, err
	}
	return newPersonalEntry(chat.NewEvent(conversation, chat.EventMention, m.root, m.message, chat.MentionPayload{
		ConversationID: conversation,
		Title:          c.Title,
		RootID:         m.root,
		MessageID:      m.message,
		AuthorID:       m.author,
		AuthorName:     nameOf(m.author, participants),
		Excerpt:        excerpt(m.text),
	}, h.opts.Now())), nil
}

// nameOf is empty for somebody who has left since.
func nameOf(account chat.AccountID, participants []chat.Participant) string {
	for _, p := range participants {
		if p.AccountID == account {
			return p.Name()
		}
	}
	return ""
}

// excerpt is the start of a text, without the white space around it.
func excerpt(text string) string {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) <= excerptLength {
		return text
	}
	return string([]rune(text)[:excerptLength])
}

// arrivalOf is what a person is told who has come into a conversation.
func arrivalOf(account chat.AccountID, c chat.Conversation, at time.Time) []*entry {
	return []*entry{
		membershipEntry(chat.MembershipPayload{ConversationID: c.ID, UserID: account, Role: c.Role, Action: added}, at),
		newPersonalEntry(chat.NewEvent(c.ID, chat.EventConversationNew, chat.MessageID{}, chat.MessageID{},
			chat.ConversationNewPayload{ConversationID: c.ID, Conversation: c}, at)),
	}
}

// removalOf is what a person is told who was found not to be in a conversation
// any more. Which role they had is not known then.
func removalOf(account chat.AccountID, id chat.ConversationID, at time.Time) *entry {
	return membershipEntry(chat.MembershipPayload{ConversationID: id, UserID: account, Action: removed}, at)
}

func membershipEntry(p chat.MembershipPayload, at time.Time) *entry {
	return newPersonalEntry(chat.NewEvent(p.ConversationID, chat.EventMembershipChanged, chat.MessageID{}, chat.MessageID{}, p, at))
}
