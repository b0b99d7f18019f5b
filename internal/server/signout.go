package server

import (
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// signOuts ends the streams of people some of whose login sessions ended, once
// each time. Of one time several may tell: a notice, the instance itself, and
// the database, which is asked in case that a notice was lost.
type signOuts struct {
	cut func(chat.AccountID)
	now func() time.Time

	mu   sync.Mutex
	seen map[chat.AccountID]time.Time // up to when the ends of sessions are dealt with
}

func newSignOuts(cut func(chat.AccountID), now func() time.Time) *signOuts {
	return &signOuts{cut: cut, now: now, seen: map[chat.AccountID]time.Time{}}
}

// told deals with sessions that ended just now.
func (s *signOuts) told(id chat.AccountID) {
	s.note(id, s.now())
	s.cut(id)
}

// found deals with what the database says: when a session of an account ended
// last, if that was since a time, and the zero time for an account that is gone.
func (s *signOuts) found(ends map[chat.AccountID]time.Time, since time.Time) {
	s.forget(since)
	for id, end := range ends {
		if end.IsZero() || s.note(id, end) {
			s.cut(id)
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
