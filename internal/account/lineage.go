package account

import (
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// lineage remembers which session replaced which for as long as the replaced
// one may still be read with, so that ending a session ends that one too.
type lineage struct {
	mu           sync.Mutex
	predecessors map[chat.SessionID]predecessor
}

type predecessor struct {
	id    chat.SessionID
	until time.Time
}

func newLineage() *lineage {
	return &lineage{predecessors: map[chat.SessionID]predecessor{}}
}

// Add notes a rotation. Rotations are rare, so it also tidies up.
func (l *lineage) Add(next, old chat.SessionID, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, p := range l.predecessors {
		if now.After(p.until) {
			delete(l.predecessors, id)
		}
	}
	l.predecessors[next] = predecessor{old, now.Add(supersededFor)}
}

// Before lists the sessions that led to one, newest first.
func (l *lineage) Before(id chat.SessionID) []chat.SessionID {
	l.mu.Lock()
	defer l.mu.Unlock()
	var ids []chat.SessionID
	for p, ok := l.predecessors[id]; ok; p, ok = l.predecessors[p.id] {
		ids = append(ids, p.id)
	}
	return ids
}
