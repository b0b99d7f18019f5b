package presence

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Sign is what one instance tells the others of a person.
type Sign struct {
	Account chat.AccountID
	Status  chat.PresenceStatus
	Seen    time.Time
	Listens bool // a stream of theirs is open at that instance
}

func (p *person) sign(id chat.AccountID) Sign {
	return Sign{Account: id, Status: p.status, Seen: p.seen, Listens: p.streams > 0}
}

// Hear takes in what another instance tells of a person.
func (s *Service) Hear(instance string, sign Sign) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(sign.Account)
	p.hearStreams(instance, sign.Listens, s.now())
	if sign.Seen.Before(p.seen) || sign.Seen.Equal(p.seen) && p.own {
		return // what is known here is newer
	}
	p.own = false
	if s.note(sign.Account, sign.Status, sign.Seen) {
		s.publishLater(sign.Account, chat.ConversationID{})
	}
}

func (p *person) hearStreams(instance string, listens bool, now time.Time) {
	before := p.listens()
	switch {
	case listens && p.elsewhere == nil:
		p.elsewhere = map[string]struct{}{instance: {}}
	case listens:
		p.elsewhere[instance] = struct{}{}
	default:
		delete(p.elsewhere, instance)
	}
	switch {
	case p.listens():
		p.left = time.Time{}
	case before:
		p.left = now
	}
}

// HearTyping takes in what another instance tells of a typist.
func (s *Service) HearTyping(t Typing) {
	if s.noteTyping(t, false) {
		s.hub.Publish(s.typingEvent(t))
	}
}

// Repeat tells the other instances, one of which has asked, whatever is known
// here first-hand.
func (s *Service) Repeat() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, p := range s.people {
		if p.status != chat.PresenceOffline && (p.own || p.streams > 0) {
			s.peers.Tell(p.sign(id))
		}
	}
	for conversation, typists := range s.typing {
		for who, t := range typists {
			if t.own {
				s.peers.TellTyping(Typing{who.account, conversation, who.root, t.until})
			}
		}
	}
}
