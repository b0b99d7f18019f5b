package account_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	idle     = 8 * time.Hour
	absolute = 7 * 24 * time.Hour
	grace    = 10 * time.Second
)

func TestATokenProvesWhoSentARequest(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	issued := f.signIn("root", chat.CookieSession)
	auth, err := f.write(issued.Token)
	f.admitted(auth, err)
	if auth.Actor.Account.Username != "root" || auth.Actor.Session.ID != issued.Session.ID || auth.CSRF != issued.CSRF {
		t.Errorf("got %+v", auth)
	}
}

func TestUnknownTokensAreRefused(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	issued := f.signIn("root", chat.CookieSession)
	_, err := f.read("")
	refused(t, err, chat.Unauthenticated, account.CodeMissingSession)
	for _, token := range []string{"x", issued.Token + "x", strings.ToUpper(issued.Token), issued.CSRF, strings.Repeat("x", 1<<20)} {
		_, err := f.read(token)
		refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	}
}

func TestTheCSRFTokenFollowsFromTheSession(t *testing.T) {
	t.Parallel()
	one, other := account.CSRFToken("one"), account.CSRFToken("other")
	if one != account.CSRFToken("one") || one == other || len(one) != 43 || strings.ContainsAny(one, "+/=") {
		t.Errorf("got %q and %q", one, other)
	}
}

func TestSessionsAreReadFromTheStoreOnlyNowAndThen(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	token := f.signIn("root", chat.CookieSession).Token
	for range 100 {
		f.admitted(f.read(token))
		f.advance(20 * time.Millisecond)
	}
	if got := f.store.sessionReads.Load(); got != 1 {
		t.Errorf("%d reads in two seconds", got)
	}
	f.advance(5 * time.Second)
	f.admitted(f.read(token))
	if got := f.store.sessionReads.Load(); got != 2 {
		t.Errorf("%d reads when the first is old", got)
	}
}

func TestUseIsNotedOnceAMinute(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	issued := f.signIn("root", chat.CookieSession)
	for range 180 { // three minutes
		f.admitted(f.read(issued.Token))
		f.advance(time.Second)
	}
	if got := f.store.touches.Load(); got != 2 {
		t.Errorf("%d writes in three minutes", got)
	}
	list, err := f.Sessions(t.Context(), f.root())
	if err != nil {
		t.Fatal(err)
	}
	if !list[0].ExpiresAt.Equal(issued.Session.ExpiresAt) {
		t.Error("using a cookie session moved its end")
	}
	if want := issued.Session.LastSeenAt.Add(2 * time.Minute); !list[0].LastSeenAt.Equal(want) {
		t.Errorf("last seen %v, want %v", list[0].LastSeenAt, want)
	}
}

func TestAnUnusedCookieSessionExpires(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	token := f.signIn("root", chat.CookieSession).Token
	f.advance(idle)
	_, err := f.read(token)
	refused(t, err, chat.Unauthenticated, account.CodeExpired)
	_, err = f.read(token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession) // it was ended on sight
}

func TestACookieSessionEndsForGood(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	token := f.signIn("root", chat.CookieSession).Token
	start := f.now()
	for f.now().Sub(start) < absolute-time.Hour {
		f.advance(time.Hour)
		auth, err := f.read(token)
		if err != nil {
			t.Fatalf("after %v: %v", f.now().Sub(start), err)
		}
		if auth.Rotated != nil {
			token = auth.Rotated.Token
		}
		if end := auth.Actor.Session.ExpiresAt; end.After(start.Add(absolute)) {
			t.Fatalf("after %v it lasts until %v", f.now().Sub(start), end.Sub(start))
		}
	}
	f.admitted(f.read(token)) // does not rotate any more, which could not prolong it
	f.advance(time.Hour)
	_, err := f.read(token)
	refused(t, err, chat.Unauthenticated, account.CodeExpired)
}

func TestABearerSessionSlides(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	issued := f.signIn("root", chat.BearerSession)
	for range 20 {
		f.advance(29 * 24 * time.Hour)
		f.admitted(f.bearer(issued.Token))
	}
	f.advance(30 * 24 * time.Hour)
	_, err := f.bearer(issued.Token)
	refused(t, err, chat.Unauthenticated, account.CodeExpired)
}

func TestHalfOfTheIdleTimeBringsANewToken(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	old := f.signIn("root", chat.CookieSession)
	f.advance(idle/2 - time.Second)
	f.admitted(f.read(old.Token))
	f.advance(time.Second)
	next := f.rotated(f.write(old.Token))
	if next.Token == old.Token || next.Session.ID == old.Session.ID || next.CSRF != account.CSRFToken(next.Token) {
		t.Errorf("got %+v", next)
	}
	if !next.Session.AbsoluteExpiresAt.Equal(old.Session.AbsoluteExpiresAt) || !next.Session.ExpiresAt.Equal(f.now().Add(idle)) {
		t.Errorf("it ends at %v and %v", next.Session.ExpiresAt, next.Session.AbsoluteExpiresAt)
	}
	f.admitted(f.write(next.Token))
	f.wantRotations(t, "idle_refresh", 1)
}

func (f *fixture) wantRotations(t *testing.T, reason string, want float64) {
	t.Helper()
	families, err := f.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != "rustygpt_auth_session_rotations_total" {
			continue
		}
		for _, m := range family.GetMetric() {
			if got := m.GetCounter().GetValue(); m.GetLabel()[0].GetValue() == reason && got != want {
				t.Errorf("%v rotations of reason %s, want %v", got, reason, want)
			}
		}
	}
}

func TestAReplacedTokenReadsForSeconds(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	old := f.signIn("root", chat.CookieSession)
	f.advance(idle / 2)
	next := f.rotated(f.read(old.Token))

	f.advance(grace - time.Microsecond)
	_, err := f.write(old.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	if again := f.rotated(f.read(old.Token)); again.Token != next.Token {
		t.Error("another token was made")
	}
	f.wantRotations(t, "idle_refresh", 1)

	f.advance(time.Microsecond)
	_, err = f.read(old.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	f.admitted(f.write(next.Token))
}

// Another process, or this one after a restart, knows of a rotation from the
// store alone.
func TestAReplacedTokenReadsForSecondsElsewhere(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	elsewhere := account.New(f.store, account.Options{Now: f.now}, slog.New(slog.DiscardHandler), nil)
	old := f.signIn("root", chat.CookieSession)
	f.advance(idle / 2)
	f.rotated(f.read(old.Token))

	p := account.Presented{Token: old.Token, Kind: chat.CookieSession, ReadOnly: true}
	f.advance(grace - time.Microsecond)
	auth, err := elsewhere.Authenticate(t.Context(), p)
	f.admitted(auth, err)
	f.advance(time.Microsecond)
	_, err = elsewhere.Authenticate(t.Context(), p)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
}

func TestAReplacedTokenDiesWithItsSession(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	first := f.signIn("root", chat.CookieSession)
	second, err := f.Refresh(t.Context(), first.Token, chat.Device{})
	if err != nil {
		t.Fatal(err)
	}
	third, err := f.Refresh(t.Context(), second.Token, chat.Device{})
	if err != nil {
		t.Fatal(err)
	}
	f.rotated(f.read(first.Token)) // reads, and is told of the newest
	if err := f.Logout(t.Context(), third.Token); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{first.Token, second.Token, third.Token} {
		_, err := f.read(token)
		refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	}
}

func TestOnlyBrowsersAreHandedNewTokens(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	cookie, bearer := f.signIn("root", chat.CookieSession), f.signIn("root", chat.BearerSession)
	f.advance(idle / 2)
	f.admitted(f.bearer(cookie.Token)) // a cookie session whose token arrived otherwise
	f.admitted(f.write(bearer.Token))  // a bearer session in a cookie
	f.rotated(f.write(cookie.Token))
	f.admitted(f.Authenticate(t.Context(), account.Presented{Token: cookie.Token, Kind: chat.BearerSession, ReadOnly: true}))
}

func TestNewRolesBringANewToken(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	cookie, bearer := f.signIn("anna", chat.CookieSession), f.signIn("anna", chat.BearerSession)
	f.admitted(f.write(cookie.Token))
	f.admitted(f.bearer(bearer.Token))
	roles := chat.RoleAdmin | chat.RoleMember
	if _, err := f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: anna.ID, Roles: &roles}); err != nil {
		t.Fatal(err)
	}
	next := f.rotated(f.write(cookie.Token))
	if next.Account.Roles != roles || next.Session.Roles != roles {
		t.Errorf("got %+v", next)
	}
	auth, err := f.bearer(bearer.Token)
	f.admitted(auth, err)
	if auth.Actor.Account.Roles != roles || auth.CSRF != "" {
		t.Errorf("the bearer got %+v", auth)
	}
	f.wantRotations(t, "role_change", 1)
}

func TestARequiredRotationHappensOnce(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	issued := f.signIn("root", chat.CookieSession)
	if _, err := f.store.RequireRotation(t.Context(), issued.Account.ID, "membership_change"); err != nil {
		t.Fatal(err)
	}
	next := f.rotated(f.write(issued.Token))
	f.admitted(f.write(next.Token))
	f.wantRotations(t, "requires_rotation", 1)
}

func TestManyRequestsAtOnceRotateOnce(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	old := f.signIn("root", chat.CookieSession)
	f.admitted(f.read(old.Token))
	f.advance(idle / 2)

	const requests = 32
	results := make([]account.Authenticated, requests)
	var wg sync.WaitGroup
	for i := range requests {
		wg.Go(func() {
			var err error
			if results[i], err = f.read(old.Token); err != nil {
				t.Errorf("refused: %v", err)
			}
		})
	}
	wg.Wait()
	f.wantRotations(t, "idle_refresh", 1)
	tokens := map[string]bool{}
	for _, r := range results {
		if r.Rotated != nil {
			tokens[r.Rotated.Token] = true
		}
	}
	if len(tokens) != 1 {
		t.Fatalf("%d tokens were handed out", len(tokens))
	}
	for token := range tokens {
		f.admitted(f.write(token))
	}
	if list, err := f.Sessions(t.Context(), f.root()); err != nil || len(list) != 1 {
		t.Errorf("live sessions: %v, %v", list, err)
	}
}

func TestARotationOutlivesItsRequest(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	old := f.signIn("root", chat.CookieSession)
	f.advance(idle/2 - time.Second)
	f.admitted(f.read(old.Token)) // is cached, so that the next one reaches the rotation
	f.advance(time.Second)

	left, leave := context.WithCancel(t.Context())
	leave()
	auth, err := f.Authenticate(left, account.Presented{Token: old.Token, Kind: chat.CookieSession})
	next := f.rotated(auth, err)
	if again := f.rotated(f.read(old.Token)); again.Token != next.Token {
		t.Error("the lost token is not handed out again")
	}
}

func TestADisabledAccountIsOut(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	issued := f.signIn("anna", chat.CookieSession)
	f.admitted(f.read(issued.Token))
	if _, err := f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: anna.ID, Disabled: new(true)}); err != nil {
		t.Fatal(err)
	}
	_, err := f.read(issued.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	if told := f.takeRevoked(); len(told) != 1 || told[0] != anna.ID {
		t.Errorf("told of %v", told)
	}
}

func TestADisabledAccountIsSeenAlsoWithoutOurDoing(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	issued := f.signIn("anna", chat.CookieSession)
	if _, err := f.store.UpdateAccount(t.Context(), store.AccountPatch{ID: anna.ID, Disabled: new(true), At: f.now()}); err != nil {
		t.Fatal(err)
	}
	_, err := f.read(issued.Token)
	refused(t, err, chat.Disabled, account.CodeDisabled)
	_, err = f.read(issued.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
}

// TestWhatWasAdmittedIsConfirmedWhileItHolds also says that confirming costs no
// read of its own.
func TestWhatWasAdmittedIsConfirmedWhileItHolds(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	old := f.signIn("root", chat.CookieSession)
	f.admitted(f.read(old.Token))
	if err := f.Confirm(t.Context(), old.Token); err != nil {
		t.Error(err)
	}
	if got := f.store.sessionReads.Load(); got != 1 {
		t.Errorf("%d reads", got)
	}
	next, err := f.Refresh(t.Context(), old.Token, chat.Device{})
	if err != nil {
		t.Fatal(err)
	}
	f.advance(grace - time.Microsecond)
	for _, token := range []string{old.Token, next.Token} {
		if err := f.Confirm(t.Context(), token); err != nil {
			t.Error(err)
		}
	}
	f.advance(time.Microsecond)
	refused(t, f.Confirm(t.Context(), old.Token), chat.Unauthenticated, account.CodeInvalidSession)
	if err := f.Logout(t.Context(), next.Token); err != nil {
		t.Fatal(err)
	}
	refused(t, f.Confirm(t.Context(), next.Token), chat.Unauthenticated, account.CodeInvalidSession)
}
