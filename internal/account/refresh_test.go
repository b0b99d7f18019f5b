package account_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestRefreshBringsANewToken(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	for _, kind := range []chat.SessionKind{chat.CookieSession, chat.BearerSession} {
		old := f.signIn("root", kind)
		f.advance(time.Minute)
		next, err := f.Refresh(t.Context(), old.Token, chat.Device{})
		if err != nil {
			t.Fatal(err)
		}
		if next.Token == old.Token || next.Session.Kind != kind || next.Session.ExpiresAt.Sub(old.Session.ExpiresAt) != time.Minute {
			t.Errorf("%s: got %+v after %+v", kind, next, old)
		}
		_, err = f.write(old.Token)
		refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
		f.admitted(f.write(next.Token))
	}
	f.wantRotations(t, "explicit_refresh", 2)
}

func TestRefreshIsRefused(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	_, err := f.Refresh(t.Context(), "", chat.Device{})
	refused(t, err, chat.Unauthenticated, account.CodeMissingSession)
	_, err = f.Refresh(t.Context(), "unknown", chat.Device{})
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)

	old := f.signIn("root", chat.CookieSession)
	if _, err := f.Refresh(t.Context(), old.Token, chat.Device{}); err != nil {
		t.Fatal(err)
	}
	_, err = f.Refresh(t.Context(), old.Token, chat.Device{})
	refused(t, err, chat.Conflict, account.CodeRotationRequired)
	f.advance(grace)
	_, err = f.Refresh(t.Context(), old.Token, chat.Device{})
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)

	late := f.signIn("root", chat.CookieSession)
	f.advance(idle)
	_, err = f.Refresh(t.Context(), late.Token, chat.Device{})
	refused(t, err, chat.Unauthenticated, account.CodeSessionExpired)
}

func TestOneOfManyRefreshesWins(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	old := f.signIn("root", chat.CookieSession)
	var won, lost atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			_, err := f.Refresh(t.Context(), old.Token, chat.Device{})
			if err == nil {
				won.Add(1)
			} else if chat.KindOf(err) == chat.Conflict {
				lost.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 15 {
		t.Errorf("%d won and %d lost", won.Load(), lost.Load())
	}
}

var (
	laptop = chat.Device{UserAgent: "Laptop", IP: "192.0.2.1", Fingerprint: "l"}
	phone  = chat.Device{UserAgent: "Phone", IP: "198.51.100.1", Fingerprint: "p"}
)

func (f *fixture) signInFrom(d chat.Device, kind chat.SessionKind) account.Issued {
	f.t.Helper()
	issued, err := f.Login(f.t.Context(), account.LoginInput{Login: "root", Password: password, Kind: kind, Device: d})
	if err != nil {
		f.t.Fatal(err)
	}
	return issued
}

func (f *fixture) readFrom(d chat.Device, token string) (account.Authenticated, error) {
	return f.Authenticate(f.t.Context(), account.Presented{Token: token, Kind: chat.CookieSession, Device: d, ReadOnly: true})
}

func TestAnotherDeviceIsSuspicious(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]chat.Device{
		"other agent":       {UserAgent: "Phone", IP: "192.0.2.1"},
		"other address":     {UserAgent: "Laptop", IP: "192.0.2.2"},
		"other fingerprint": {UserAgent: "Laptop", IP: "192.0.2.1", Fingerprint: "p"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newServer(t, account.Options{SuspiciousCheck: true})
			token := f.signInFrom(laptop, chat.CookieSession).Token
			_, err := f.readFrom(d, token)
			refused(t, err, chat.Unauthenticated, account.CodeSuspicious)
			_, err = f.readFrom(d, token)
			refused(t, err, chat.Unauthenticated, account.CodeSuspicious)
		})
	}
}

func TestWhatADeviceKeepsToItselfIsNotSuspicious(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{SuspiciousCheck: true})
	token := f.signInFrom(laptop, chat.CookieSession).Token
	f.admitted(f.readFrom(chat.Device{UserAgent: "Laptop"}, token))
	f.advance(time.Minute)
	f.admitted(f.readFrom(chat.Device{}, token)) // notes the use, and forgets nothing
	f.advance(time.Minute)
	_, err := f.readFrom(phone, token)
	refused(t, err, chat.Unauthenticated, account.CodeSuspicious)
}

func TestDevicesMayChangeUnlessAskedToCheck(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	f.admitted(f.readFrom(phone, f.signInFrom(laptop, chat.CookieSession).Token))
}

func TestBearerSessionsTravel(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{SuspiciousCheck: true})
	f.admitted(f.readFrom(phone, f.signInFrom(laptop, chat.BearerSession).Token))
}

// The thief of a token is shut out by the owner's next request.
func TestSuspicionRotatesTheOwnersSession(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{SuspiciousCheck: true})
	stolen := f.signInFrom(laptop, chat.CookieSession).Token
	_, err := f.readFrom(phone, stolen)
	refused(t, err, chat.Unauthenticated, account.CodeSuspicious)

	next := f.rotated(f.readFrom(laptop, stolen))
	f.wantRotations(t, "suspicious_flag", 1)
	f.admitted(f.readFrom(laptop, next.Token))
	f.advance(grace)
	_, err = f.Refresh(t.Context(), stolen, phone)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
}

func TestADeviceMayChangeOnce(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{SuspiciousCheck: true})
	token := f.signInFrom(laptop, chat.CookieSession).Token
	_, err := f.readFrom(phone, token)
	refused(t, err, chat.Unauthenticated, account.CodeSuspicious)
	moved, err := f.Refresh(t.Context(), token, phone)
	if err != nil {
		t.Fatal(err)
	}
	f.wantRotations(t, "suspicious_flag", 1)
	f.admitted(f.readFrom(phone, moved.Token))

	_, err = f.Refresh(t.Context(), moved.Token, laptop)
	refused(t, err, chat.Unauthenticated, account.CodeSuspicious)
	_, err = f.readFrom(phone, moved.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
}
