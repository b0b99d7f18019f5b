package transcript

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
)

// Show implements View.
func (s *Screen) Show(e client.Event) {
	s.draw(func() {
		switch p := e.Decoded.(type) {
		case *chat.ThreadNewPayload:
			s.excerpts[p.RootID] = excerpt(p.Summary.RootExcerpt, 60)
		case *chat.MessagePayload:
			s.message(e.Type, p.Message)
		case *chat.DeltaPayload:
			s.floor.text(p.MessageID, deltaText(p), s.now())
		case *chat.DonePayload:
			s.floor.finish(p, s.now())
		case *chat.TypingPayload:
			s.typing[p.UserID] = p.ExpiresAt
		case *chat.PresencePayload:
			s.presence(p)
		case *chat.MembershipPayload:
			s.remark(s.membership(p))
		case *chat.ConversationPayload:
			s.remark("The settings of “" + Name(p.Title) + "” have changed.")
		case *chat.ErrorPayload:
			if p.MessageID.IsZero() { // else the answer's end says it
				s.remark(Name(string(p.Message)))
			}
		}
	})
}

func (s *Screen) message(typ chat.EventType, m chat.Message) {
	if m.ID == m.RootID {
		s.excerpts[m.RootID] = excerpt(m.Content, 60)
	}
	delete(s.typing, m.AuthorID)
	switch {
	case typ == chat.EventMessageNew && m.Answer != nil:
		s.floor.announce(m)
	case typ == chat.EventMessageNew:
		s.block(m, "")
	case !m.DeletedAt.IsZero():
		s.remark("A message of " + s.people.author(m) + " was deleted.")
	default:
		s.block(m, "edited")
	}
}

func (s *Screen) block(m chat.Message, remark string) {
	s.floor.block(func() {
		s.heading(m, remark)
		indent, cells := s.margins()
		for _, line := range fold(strings.TrimRight(Text(m.Content), "\n"), cells) {
			s.buffer.WriteString(indent + line + "\n")
		}
		s.buffer.WriteString("\n")
	})
}

// remark is a line about something that is not said by anybody.
func (s *Screen) remark(text string) {
	s.floor.block(func() {
		for _, line := range fold(text, max(s.size()-1, 1)) {
			s.buffer.WriteString(s.style.Dim(line) + "\n")
		}
		s.buffer.WriteString("\n")
	})
}

// presence tells who comes and goes. Where everybody is at the beginning, and
// who only looks away, is not worth a line.
func (s *Screen) presence(p *chat.PresencePayload) {
	before, known := s.state[p.UserID]
	here, wasHere := p.Status != chat.PresenceOffline, before != chat.PresenceOffline
	s.state[p.UserID] = p.Status
	switch {
	case !known || here == wasHere:
	case here:
		s.remark(s.people.Name(p.UserID) + " is here.")
	default:
		s.remark(s.people.Name(p.UserID) + " has gone.")
		delete(s.typing, p.UserID)
	}
}

func (s *Screen) membership(p *chat.MembershipPayload) string {
	who, role := s.people.Name(p.UserID), Name(string(p.Role))
	switch p.Action {
	case "added":
		return who + " joined as " + role + "."
	case "removed":
		return who + " is not in this conversation any more."
	default:
		return who + " is " + role + " now."
	}
}

// typists are the people who type at present, by name.
func (s *Screen) typists() []string {
	now := s.now()
	maps.DeleteFunc(s.typing, func(_ chat.AccountID, until time.Time) bool { return !until.After(now) })
	var names []string
	for id := range s.typing {
		names = append(names, s.people.Name(id))
	}
	slices.Sort(names)
	return names
}

// thinkers are the models whose answers have no words yet, by name.
func (s *Screen) thinkers() []string {
	var names []string
	for _, m := range s.floor.silent() {
		names = append(names, s.people.author(m))
	}
	slices.Sort(names)
	return names
}

// Notice implements View. What is said about the connection interrupts.
func (s *Screen) Notice(text string) {
	s.draw(func() {
		speaker := s.floor.speaker
		if speaker != nil {
			s.leave()
		}
		s.flush()
		for _, line := range fold(Text(text), max(s.size()-1, 1)) {
			fmt.Fprintln(s.errs, s.style.Dim(line))
		}
		s.buffer.WriteString("\n")
		if speaker != nil {
			s.begin(speaker.message, true)
		}
	})
}

// Tick implements View.
func (s *Screen) Tick(now time.Time) {
	if s.below || len(s.floor.waiting) > 0 {
		s.draw(func() { s.floor.tick(now) })
	}
}

// End implements View.
func (s *Screen) End() {
	if s.below {
		s.buffer.WriteString(clearBelow)
		s.below = false
	}
	s.floor.close()
	s.closeLine()
	s.flush()
}
