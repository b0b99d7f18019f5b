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

func TestOtherDevicesAreSignedOutTogether(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	here, cookie, bearer := f.signIn("anna", chat.CookieSession), f.signIn("anna", chat.CookieSession), f.signIn("anna", chat.BearerSession)
	others := f.signIn("root", chat.CookieSession)
	for _, issued := range []account.Issued{here, cookie, bearer} {
		f.admitted(f.bearer(issued.Token)) // and is cached
	}
	if err := f.RevokeOtherSessions(t.Context(), chat.Actor{Account: anna, Session: here.Session}); err != nil {
		t.Fatal(err)
	}
	f.admitted(f.bearer(here.Token))
	f.admitted(f.read(others.Token))
	for _, issued := range []account.Issued{cookie, bearer} {
		_, err := f.bearer(issued.Token)
		refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	}
	if told := f.takeRevoked(); !slices.Equal(told, []chat.AccountID{anna.ID}) {
		t.Errorf("told of %v", told)
	}
}

func TestAnAdministratorSignsOthersOut(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	lost, kept := f.signIn("anna", chat.BearerSession), f.signIn("anna", chat.CookieSession)
	here, there := f.signIn("root", chat.CookieSession), f.signIn("root", chat.CookieSession)
	root := chat.Actor{Account: here.Account, Session: here.Session}

	list, err := f.SessionsOf(t.Context(), root, anna.ID)
	if err != nil || len(list) != 2 || list[0].ID != kept.Session.ID {
		t.Errorf("sessions %+v, error %v", list, err)
	}
	refused(t, f.RevokeSessionOf(t.Context(), root, anna.ID, here.Session.ID), chat.NotFound, "")
	if err := f.RevokeSessionOf(t.Context(), root, anna.ID, lost.Session.ID); err != nil {
		t.Fatal(err)
	}
	_, err = f.bearer(lost.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	f.admitted(f.read(kept.Token))
	if err := f.RevokeSessionsOf(t.Context(), root, anna.ID); err != nil {
		t.Fatal(err)
	}
	_, err = f.read(kept.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	if err := f.RevokeSessionsOf(t.Context(), root, root.Account.ID); err != nil {
		t.Fatal(err)
	}
	f.admitted(f.read(here.Token))
	_, err = f.read(there.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
}

func TestSessionsOfOthersAreForAdministrators(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	session := f.signIn("anna", chat.CookieSession).Session.ID
	for _, tt := range []struct {
		who  chat.Actor
		id   chat.AccountID
		kind chat.Kind
	}{
		{chat.Actor{Account: anna}, anna.ID, chat.Forbidden},
		{f.root(), chat.NewID[chat.Account](), chat.NotFound},
	} {
		_, err := f.SessionsOf(t.Context(), tt.who, tt.id)
		refused(t, err, tt.kind, "")
		refused(t, f.RevokeSessionOf(t.Context(), tt.who, tt.id, session), tt.kind, "")
		refused(t, f.RevokeSessionsOf(t.Context(), tt.who, tt.id), tt.kind, "")
	}
}
