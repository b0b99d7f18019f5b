package account_test

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// TestSweepSessions: a session that ended is kept for a day, in which its owner
// is told that it expired.
func TestSweepSessions(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	root := f.signIn("root", chat.CookieSession).Account
	sweep := func(want int) {
		t.Helper()
		if n, err := f.SweepSessions(t.Context()); n != want || err != nil {
			t.Errorf("swept %d, want %d (%v)", n, want, err)
		}
	}
	sweep(0)
	f.advance(idle + 23*time.Hour)
	sweep(0)
	f.wantRows(t, root.ID, 1)
	f.advance(2 * time.Hour)
	sweep(1)
	sweep(0)
	f.wantRows(t, root.ID, 0)
}

func TestSweepAttempts(t *testing.T) {
	t.Parallel()
	f := newServer(t, throttled())
	_, err := f.Login(t.Context(), account.LoginInput{Login: "nobody", Password: "wrong"})
	refused(t, err, chat.Unauthenticated, "")
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{0, 0}, {time.Hour, 1}, {0, 0}} {
		f.advance(step.after)
		if n, err := f.SweepAttempts(t.Context()); n != step.want || err != nil {
			t.Errorf("swept %d, want %d (%v)", n, step.want, err)
		}
	}
}

func (f *fixture) wantRows(t *testing.T, id chat.AccountID, want int) {
	t.Helper()
	rows, err := f.store.ListSessions(t.Context(), id)
	if err != nil || len(rows) != want {
		t.Errorf("%d sessions are kept, want %d: %v", len(rows), want, err)
	}
}
