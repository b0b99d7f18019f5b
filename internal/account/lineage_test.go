package account

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// rotated is a session that was rotated twice, a second apart.
func rotated(l *lineage) (account chat.AccountID, ids [3]chat.SessionID) {
	account = chat.NewID[chat.Account]()
	for i := range ids {
		ids[i] = chat.NewID[chat.LoginSession]()
	}
	for i := range 2 {
		next := Issued{Account: chat.Account{ID: account}, Session: chat.LoginSession{ID: ids[i+1]}}
		l.Add(ids[i], next, noon.Add(time.Duration(i)*time.Second))
	}
	return account, ids
}

func TestTheNewestOfALineIsFound(t *testing.T) {
	t.Parallel()
	l := newLineage()
	_, ids := rotated(l)
	for i, old := range ids[:2] {
		if newest, ok := l.After(old, noon.Add(2*time.Second)); !ok || newest.Session.ID != ids[2] {
			t.Errorf("after %d: got %v, %v", i, newest.Session.ID, ok)
		}
	}
	if _, ok := l.After(ids[2], noon); ok {
		t.Error("something came after the newest")
	}
	if _, ok := l.After(ids[0], noon.Add(supersededFor)); ok {
		t.Error("the token is still handed out")
	}
}

func TestLinesAreForgotten(t *testing.T) {
	t.Parallel()
	l := newLineage()
	account, _ := rotated(l)
	_, others := rotated(l)
	l.Drop(account)
	if len(l.successors) != 2 {
		t.Errorf("%d entries are left of one account", len(l.successors))
	}
	l.Prune(noon.Add(supersededFor))
	if _, ok := l.After(others[1], noon); !ok || len(l.successors) != 1 {
		t.Errorf("%d entries are left when the first is over", len(l.successors))
	}
}
