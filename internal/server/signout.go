package server

import (
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// signOuts forgets the login sessions of people some of whose ended, and ends
// their streams, once each time. A stream is registered before its session is
// looked at again, so none that is opened in this moment escapes both. Of one time several may tell: a notice, the instance itself, and
// the database, which is asked in case that a notice was lost.
type signOuts struct {
	forgetSessions func(chat.AccountID)
	cut            func(chat.AccountID)
	now            func() time.Time

	mu   sync.Mutex
	seen map[chat.AccountID]time.Time // up to when the ends of sessions are dealt with
}

func newSignOuts(forgetSessions, cut func(chat.AccountID), now func() time.Time) *signOuts {
	return &signOuts{forgetSessions: forgetSessions, cut: cut, now: now, seen: map[chat.AccountID]time.Time{}}
}

func (s *signOuts) end(id chat.AccountID) {
	s.forgetSessions(id)
	s.cut(id)
}

// told deals with sessions that ended just now.
func (s *signOuts) told(id chat.AccountID) {
	s.note(id, s.now())
	s.end(id)
}

// found deals with what the database says: when a session of an account ended
// last, if that was since a time, and the zero time for an account that is gone.
func (s *signOuts) found(ends map[chat.AccountID]time.Time, since time.Time) {
	s.forget(since)
	for id, end := range ends {
		if end.IsZero() || s.note(id, end) {
			s.end(id)
		}
	}
}

// note reports whether the end is news.
func (s *signOuts) note(id chat.AccountID, end time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !end.After(s.seen[id]) {
		return false
	}
	s.seen[id] = end
	return true
}

// forget drops what is too old to be found again.
func (s *signOuts) forget(before time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, end := range s.seen {
		if end.Before(before) {
			delete(s.seen, id)
		}
	}
}
