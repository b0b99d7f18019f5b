package account_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestLogoutEndsOneSession(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	here, there := f.signIn("root", chat.CookieSession), f.signIn("root", chat.CookieSession)
	f.admitted(f.read(here.Token)) // and is cached
	if err := f.Logout(t.Context(), here.Token); err != nil {
		t.Fatal(err)
	}
	_, err := f.read(here.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	f.admitted(f.read(there.Token))
	if told := f.takeRevoked(); !slices.Equal(told, []chat.AccountID{here.Account.ID}) {
		t.Errorf("told of %v", told)
	}
}

func TestLogoutIsRefused(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	refused(t, f.Logout(t.Context(), ""), chat.Unauthenticated, account.CodeMissingSession)
	refused(t, f.Logout(t.Context(), "unknown"), chat.Unauthenticated, account.CodeInvalidSession)

	old := f.signIn("root", chat.CookieSession)
	next, err := f.Refresh(t.Context(), old.Token, chat.Device{})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, f.Logout(t.Context(), old.Token), chat.Unauthenticated, account.CodeInvalidSession)
	f.advance(idle)
	refused(t, f.Logout(t.Context(), next.Token), chat.Unauthenticated, account.CodeExpired)
}

func TestSessionsAreOnesOwnLiveDevices(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	f.member("anna")
	f.signIn("anna", chat.CookieSession)
	f.signIn("root", chat.CookieSession) // expires
	f.advance(time.Hour)
	bearer := f.signIn("root", chat.BearerSession)
	f.advance(idle - time.Hour)
	cookie := f.signIn("root", chat.CookieSession)

	list, err := f.Sessions(t.Context(), f.root())
	if err != nil {
		t.Fatal(err)
	}
	var got []chat.SessionID
	for _, l := range list {
		got = append(got, l.ID)
	}
	if want := []chat.SessionID{cookie.Session.ID, bearer.Session.ID}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestADeviceCanBeSignedOutFromAnother(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	lost := f.signIn("root", chat.CookieSession)
	f.admitted(f.read(lost.Token))
	if err := f.RevokeSession(t.Context(), f.root(), lost.Session.ID); err != nil {
		t.Fatal(err)
	}
	_, err := f.read(lost.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	refused(t, f.RevokeSession(t.Context(), f.root(), lost.Session.ID), chat.NotFound, "")
	if told := f.takeRevoked(); len(told) != 1 {
		t.Errorf("told of %v", told)
	}
}

func TestOtherPeoplesDevicesAreOutOfReach(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	f.member("anna")
	hers := f.signIn("anna", chat.CookieSession)
	refused(t, f.RevokeSession(t.Context(), f.root(), hers.Session.ID), chat.NotFound, "")
	f.admitted(f.read(hers.Token))
}

// Readers that were on their way to the store when a session ended must not
// leave it behind in the cache.
func TestAnEndedSessionNeverComesBack(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	for range 50 {
		token := f.signIn("root", chat.CookieSession).Token
		var ended atomic.Bool
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for over := false; !over; {
					over = ended.Load()
					if _, err := f.read(token); over && err == nil {
						t.Error("it got in after its end")
					}
				}
			})
		}
		if err := f.Logout(t.Context(), token); err != nil {
			t.Error(err)
		}
		ended.Store(true)
		readers.Wait()
	}
}
