package account_test

import (
	"log/slog"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// Another process on the same database ends a session: once this one is told,
// the session is over here too, and nobody is told again.
func TestWhatAnotherProcessEndedIsForgotten(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	other := account.New(f.store, account.Options{Now: f.now}, slog.New(slog.DiscardHandler), nil)
	for name, told := range map[string]func(chat.AccountID){
		"of one account": f.Forget,
		"of everything":  func(chat.AccountID) { f.ForgetAll() },
	} {
		issued := f.signIn("root", chat.CookieSession)
		f.admitted(f.read(issued.Token)) // and is cached
		if err := other.Logout(t.Context(), issued.Token); err != nil {
			t.Fatal(err)
		}
		f.takeRevoked()
		told(issued.Account.ID)
		if _, err := f.read(issued.Token); chat.KindOf(err) != chat.Unauthenticated {
			t.Errorf("%s: got %v", name, err)
		}
		if again := f.takeRevoked(); len(again) != 0 {
			t.Errorf("%s: told of %v again", name, again)
		}
	}
}

func TestOthersHearOfARotation(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	var changed []chat.AccountID
	s := account.New(f.store, account.Options{
		Now: f.now, OnChange: func(id chat.AccountID) { changed = append(changed, id) },
	}, slog.New(slog.DiscardHandler), nil)
	issued := f.signIn("root", chat.CookieSession)
	if _, err := s.Refresh(t.Context(), issued.Token, chat.Device{}); err != nil {
		t.Fatal(err)
	}
	if len(changed) != 1 || changed[0] != issued.Account.ID {
		t.Errorf("told of %v", changed)
	}
}

// The rules for something else change what an account may do: its cached
// session is read anew, here and by others.
func TestOthersHearOfAChange(t *testing.T) {
	t.Parallel()
	var changed []chat.AccountID
	f := newServer(t, account.Options{OnChange: func(id chat.AccountID) { changed = append(changed, id) }})
	issued := f.signIn("root", chat.CookieSession)
	f.admitted(f.read(issued.Token)) // and is cached
	if _, err := f.store.RequireRotation(t.Context(), issued.Account.ID, "membership_change"); err != nil {
		t.Fatal(err)
	}
	f.admitted(f.read(issued.Token))
	f.Changed(issued.Account.ID)
	f.rotated(f.read(issued.Token))
	if len(changed) == 0 || changed[0] != issued.Account.ID {
		t.Errorf("told of %v", changed)
	}
}
