package account_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func TestLoginTakesNameOrAddress(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	for _, login := range []string{"root", "ROOT", "  Root\t", "root@example.org", "Root@Example.ORG"} {
		issued := f.signIn(login, chat.CookieSession)
		if issued.Account.Username != "root" || len(issued.Token) != 43 || issued.CSRF != account.CSRFToken(issued.Token) {
			t.Errorf("%q: got %+v", login, issued)
		}
	}
}

func TestLifetimesOfFreshSessions(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	cookie := f.signIn("root", chat.CookieSession).Session
	if idle, absolute := cookie.ExpiresAt.Sub(f.now()), cookie.AbsoluteExpiresAt.Sub(f.now()); idle != 8*time.Hour || absolute != 7*24*time.Hour {
		t.Errorf("cookie: %v and %v", idle, absolute)
	}
	bearer := f.signIn("root", chat.BearerSession).Session
	if idle, absolute := bearer.ExpiresAt.Sub(f.now()), bearer.AbsoluteExpiresAt.Sub(f.now()); idle != 30*24*time.Hour || absolute < 9*365*24*time.Hour {
		t.Errorf("bearer: %v and %v", idle, absolute)
	}
}

func TestLoginIsRefused(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	off := f.member("off")
	if _, err := f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: off.ID, Disabled: new(true)}); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 2000)
	tests := map[string]struct {
		login, password string
		kind            chat.Kind
		code            string
		checks          float64
	}{
		"wrong password":          {"root", "wrong", chat.Unauthenticated, account.CodeWrongLogin, 1},
		"trailing space":          {"root", password + " ", chat.Unauthenticated, account.CodeWrongLogin, 1},
		"nobody":                  {"nobody", password, chat.Unauthenticated, account.CodeWrongLogin, 1},
		"disabled":                {"off", password, chat.Disabled, account.CodeDisabled, 1},
		"disabled, wrong":         {"off", "wrong", chat.Unauthenticated, account.CodeWrongLogin, 1},
		"endless name":            {long, password, chat.Unauthenticated, account.CodeWrongLogin, 1},
		"endless password":        {"root", long, chat.Unauthenticated, account.CodeWrongLogin, 1},
		"no name":                 {" ", password, chat.Unprocessable, account.CodeInvalidRequest, 0},
		"no password":             {"root", "", chat.Unprocessable, account.CodeInvalidRequest, 0},
		"pattern instead of name": {"ro%", password, chat.Unauthenticated, account.CodeWrongLogin, 1},
	}
	for name, test := range tests {
		before := f.passwordChecks(t)
		_, err := f.Login(t.Context(), account.LoginInput{Login: test.login, Password: test.password, Kind: chat.CookieSession})
		if e, ok := errors.AsType[*chat.Error](err); !ok || e.Kind != test.kind || e.Code != test.code {
			t.Errorf("%s: got %#v", name, err)
		}
		if got := f.passwordChecks(t) - before; got != test.checks {
			t.Errorf("%s: %v password checks, want %v: the duration gives the account away", name, got, test.checks)
		}
	}
}

func (f *fixture) passwordChecks(t *testing.T) float64 {
	t.Helper()
	families, err := f.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == "rustygpt_auth_password_checks_total" {
			return family.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatal("the counter is missing")
	return 0
}

func TestRefusalsReadTheSame(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	_, unknown := f.Login(t.Context(), account.LoginInput{Login: "nobody", Password: password})
	_, wrong := f.Login(t.Context(), account.LoginInput{Login: "root", Password: "wrong"})
	if unknown.Error() != wrong.Error() {
		t.Errorf("%q differs from %q", unknown, wrong)
	}
}

// throttled allows ten wrong passwords in a quarter of an hour.
func throttled() account.Options {
	return account.Options{Attempts: &store.AttemptLimit{PerSecond: 10.0 / (15 * 60), Burst: 10}}
}

func TestGuessingIsThrottledByAccount(t *testing.T) {
	t.Parallel()
	f := newServer(t, throttled())
	for name, logins := range map[string][]string{
		"an account by both its names": {"root", "ROOT@example.org"},
		"a name that does not exist":   {"nobody", "NoBody"},
	} {
		for i := range 10 {
			_, err := f.Login(t.Context(), account.LoginInput{Login: logins[i%2], Password: "wrong"})
			refused(t, err, chat.Unauthenticated, account.CodeWrongLogin)
		}
		_, err := f.Login(t.Context(), account.LoginInput{Login: logins[0], Password: password})
		if e := failure(t, err, chat.RateLimited, ""); e.RetryAfter != 90*time.Second {
			t.Errorf("%s: retry after %v", name, e.RetryAfter)
		}
	}
	f.advance(90 * time.Second)
	f.signIn("root", chat.CookieSession)
}

func TestTheRightPasswordDoesNotCount(t *testing.T) {
	t.Parallel()
	f := newServer(t, throttled())
	off := f.member("off")
	if _, err := f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: off.ID, Disabled: new(true)}); err != nil {
		t.Fatal(err)
	}
	for range 15 {
		f.signIn("root", chat.CookieSession)
		_, err := f.Login(t.Context(), account.LoginInput{Login: "off", Password: password})
		refused(t, err, chat.Disabled, account.CodeDisabled)
	}
}

func TestGuessesSentTogetherDoNotPassTogether(t *testing.T) {
	t.Parallel()
	f := newServer(t, throttled())
	var checked atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			_, err := f.Login(t.Context(), account.LoginInput{Login: "root", Password: "wrong"})
			if chat.KindOf(err) == chat.Unauthenticated {
				checked.Add(1)
			}
		})
	}
	wg.Wait()
	if got := checked.Load(); got != 10 {
		t.Errorf("%d guesses were checked", got)
	}
}

func TestTheOldestSessionsMakeRoom(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{MaxSessions: 2})
	first := f.signIn("root", chat.CookieSession)
	f.advance(time.Second)
	second := f.signIn("root", chat.CookieSession)
	f.admitted(f.read(first.Token)) // and is cached
	if told := f.takeRevoked(); len(told) != 0 {
		t.Errorf("told of %v", told)
	}
	f.advance(time.Second)
	third := f.signIn("root", chat.BearerSession)
	if told := f.takeRevoked(); len(told) != 1 || told[0] != first.Account.ID {
		t.Errorf("told of %v", told)
	}
	_, err := f.read(first.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	f.admitted(f.read(second.Token))
	f.admitted(f.bearer(third.Token))
}

func TestSessionsWithoutLimit(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	first := f.signIn("root", chat.CookieSession)
	for range 20 {
		f.signIn("root", chat.CookieSession)
	}
	f.admitted(f.read(first.Token))
}

func TestLoginsAreCounted(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	f.signIn("root", chat.CookieSession)
	_, err := f.Login(t.Context(), account.LoginInput{Login: "root", Password: "wrong"})
	refused(t, err, chat.Unauthenticated, "")
	want := `
# HELP rustygpt_auth_logins_total Attempts to sign in, by result.
# TYPE rustygpt_auth_logins_total counter
rustygpt_auth_logins_total{result="disabled"} 0
rustygpt_auth_logins_total{result="error"} 0
rustygpt_auth_logins_total{result="invalid_credentials"} 1
rustygpt_auth_logins_total{result="success"} 1
rustygpt_auth_logins_total{result="throttled"} 0
`
	if err := testutil.GatherAndCompare(f.metrics, strings.NewReader(want), "rustygpt_auth_logins_total"); err != nil {
		t.Error(err)
	}
}

func TestWhatAClientSaysAboutItselfIsBounded(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	in := account.LoginInput{Login: "root", Password: password, Kind: chat.CookieSession,
		Device: chat.Device{UserAgent: strings.Repeat("é", 5000), IP: "192.0.2.1", Fingerprint: "broken \xff"}}
	if _, err := f.Login(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	list, err := f.Sessions(t.Context(), f.root())
	if err != nil || len(list) != 1 {
		t.Fatalf("got %v, %v", list, err)
	}
	if d := list[0].Device; len(d.UserAgent) != 512 || d.IP != "192.0.2.1" || d.Fingerprint != "broken " {
		t.Errorf("kept %+v", d)
	}
}
