package account_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestALoginBringsAnOldHashUpToDate(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	hash := func() string {
		t.Helper()
		who, err := f.store.FindCredentials(t.Context(), "root")
		if err != nil {
			t.Fatal(err)
		}
		return who.PasswordHash
	}
	signIn := func(cost account.HashParams, password string) error {
		s := account.New(f.store, account.Options{Hash: cost, Now: f.now}, slog.New(slog.DiscardHandler), nil)
		_, err := s.Login(t.Context(), account.LoginInput{Login: "root", Password: password, Kind: chat.CookieSession})
		return err
	}
	old := hash()
	refused(t, signIn(account.HashParams{Time: 2, MemoryKiB: 8, Threads: 1}, "wrong"), chat.Unauthenticated, "")
	if hash() != old {
		t.Fatal("a wrong password changed the hash")
	}
	for _, step := range []struct {
		cost account.HashParams
		want string
	}{
		{account.HashParams{Time: 2, MemoryKiB: 8, Threads: 1}, "m=8,t=2,p=1"},
		{account.HashParams{Time: 2, MemoryKiB: 16, Threads: 1}, "m=16,t=2,p=1"},
		{account.HashParams{Time: 1, MemoryKiB: 8, Threads: 1}, "m=16,t=2,p=1"},  // a cheaper one takes nothing away
		{account.HashParams{Time: 1, MemoryKiB: 32, Threads: 1}, "m=16,t=2,p=1"}, // nor does one that is neither
	} {
		if err := signIn(step.cost, password); err != nil {
			t.Fatal(err)
		}
		if got := hash(); !strings.Contains(got, "$"+step.want+"$") {
			t.Errorf("after a login with %+v the hash is %s", step.cost, got)
		}
	}
	f.signIn("root", chat.CookieSession)
}
