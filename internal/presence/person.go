package presence

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// person is what is known of an account that was seen since the server started.
type person struct {
	status chat.PresenceStatus
	seen   time.Time // the last sign of life
	told   time.Time // when that was last passed on
	own    bool      // it came to this instance

	streams   int                 // open here
	elsewhere map[string]struct{} // other instances that have streams of theirs open
	left      time.Time           // when the last of all closed; zero while one is open
}

// due is the status that somebody has come to by the passing of time.
func (p *person) due(now time.Time) chat.PresenceStatus {
	silence := now.Sub(p.seen)
	switch {
	case p.status == chat.PresenceOffline, silence >= offlineAfter:
		return chat.PresenceOffline
	case p.status == chat.PresenceAway, silence >= awayAfter, p.hasLeft(now):
		return chat.PresenceAway
	default:
		return chat.PresenceOnline
	}
}

// hasLeft: nobody listens any more, and no sign of life came since.
func (p *person) hasLeft(now time.Time) bool {
	return !p.left.IsZero() && now.Sub(p.left) >= leaveGrace && !p.seen.After(p.left)
}

// listens reports whether a stream is open anywhere.
func (p *person) listens() bool { return p.streams > 0 || len(p.elsewhere) > 0 }

func (s *Service) person(id chat.AccountID) *person {
	p := s.people[id]
	if p == nil {
		p = &person{status: chat.PresenceOffline}
		s.people[id] = p
	}
	return p
}

// turn changes a status.
func (s *Service) turn(p *person, to chat.PresenceStatus) {
	switch {
	case p.status == chat.PresenceOffline && to != chat.PresenceOffline:
		s.there++
	case p.status != chat.PresenceOffline && to == chat.PresenceOffline:
		s.there--
		p.elsewhere = nil // of an instance that died, nobody would ever say that it ended
	}
	p.status = to
}

// note takes in a sign of life and reports whether it is to be passed on: when
// it says something new, or the last one is a while ago.
func (s *Service) note(id chat.AccountID, status chat.PresenceStatus, seen time.Time) bool {
	p := s.person(id)
	changed := p.due(s.now()) != status
	s.turn(p, status)
	if seen.After(p.seen) {
		p.seen = seen
	}
	if !changed && seen.Sub(p.told) < renewal {
		return false
	}
	p.told = seen
	return true
}

// noteHere is note for what came to this instance: the others are told.
func (s *Service) noteHere(id chat.AccountID, status chat.PresenceStatus) (news bool) {
	news = s.note(id, status, s.now())
	p := s.people[id]
	p.own = true
	if news {
		s.peers.Tell(p.sign(id))
	}
	return news
}

// Heartbeat says how somebody is; an empty status is online.
func (s *Service) Heartbeat(a chat.Actor, status chat.PresenceStatus) error {
	switch status {
	case chat.PresenceOnline, chat.PresenceAway, chat.PresenceOffline:
	case "":
		status = chat.PresenceOnline
	default:
		return chat.InvalidField("status", "must be online, away or offline")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.noteHere(a.Account.ID, status) {
		s.publishLater(a.Account.ID, chat.ConversationID{})
	}
	return nil
}

// Opened says that an account's event stream was opened here.
func (s *Service) Opened(id chat.AccountID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(id)
	p.streams++
	p.left = time.Time{}
	if s.noteHere(id, chat.PresenceOnline) {
		s.publishLater(id, chat.ConversationID{})
	}
}

// Closed says that one was closed.
func (s *Service) Closed(id chat.AccountID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(id)
	if p.streams--; p.streams > 0 {
		return
	}
	if !p.listens() {
		p.left = s.now()
	}
	s.peers.Tell(p.sign(id))
}

// Presence is how an account is, and when it was last seen: zero when not since
// the server started.
func (s *Service) Presence(id chat.AccountID) (chat.PresenceStatus, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[id]
	if p == nil {
		return chat.PresenceOffline, time.Time{}
	}
	return p.due(s.now()), p.seen
}
