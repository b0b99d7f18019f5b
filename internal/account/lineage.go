package account

import (
	"maps"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// lineage remembers what replaced a session, for as long as the replaced
// token may still read. An answer can get lost on its way, for example when a
// page is left, and the new token with it; the next requests bring it again.
//
// This is the only place where tokens are kept in the clear: in memory, for
// seconds.
type lineage struct {
	mu         sync.Mutex
	successors map[chat.SessionID]successor // by the replaced session
}

type successor struct {
	issued Issued
	until  time.Time
}

func newLineage() *lineage {
	return &lineage{successors: map[chat.SessionID]successor{}}
}

func (l *lineage) Add(old chat.SessionID, next Issued, now time.Time) {
	l.Prune(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.successors[old] = successor{next, now.Add(supersededFor)}
}

// After finds the newest session after a replaced one.
func (l *lineage) After(old chat.SessionID, now time.Time) (newest Issued, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for next, found := l.successors[old]; found && now.Before(next.until); next, found = l.successors[old] {
		newest, ok = next.issued, true
		old = newest.Session.ID
	}
	return newest, ok
}

// Drop forgets the sessions of an account.
func (l *lineage) Drop(account chat.AccountID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.successors, func(_ chat.SessionID, s successor) bool { return s.issued.Account.ID == account })
}

// Clear forgets everything.
func (l *lineage) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.successors)
}

// Prune forgets what nobody may read with any more.
func (l *lineage) Prune(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.successors, func(_ chat.SessionID, s successor) bool { return !now.Before(s.until) })
}
