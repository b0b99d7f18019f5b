package account_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func TestSetupMakesTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	f := newFixture(t, account.Options{})
	a, err := f.Setup(t.Context(), account.SetupInput{
		Username: " Anna ", Email: " Anna@example.org ", Password: password,
		ServerName: "Kitchen", PublicURL: "https://chat.example.org", AccentColor: "#112233",
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Username != "Anna" || a.Email != "Anna@example.org" || a.Roles != chat.RoleAdmin|chat.RoleMember || a.MustChangePassword {
		t.Errorf("made %+v", a)
	}
	settings, err := f.store.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if settings.ServerName != "Kitchen" || settings.PublicURL != "https://chat.example.org" || settings.AccentColor != "#112233" || !settings.SetupComplete {
		t.Errorf("settings are %+v", settings)
	}
	f.signIn("anna@EXAMPLE.org", chat.CookieSession)
}

func TestTheSetupTokenLivesUntilSetup(t *testing.T) {
	t.Parallel()
	f := newFixture(t, account.Options{})
	refused(t, f.CheckSetupToken(t.Context(), ""), chat.Unauthenticated, "") // before Start
	if err := f.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	token := f.SetupToken()
	if len(token) != 43 {
		t.Fatalf("the token has %d characters", len(token))
	}
	if err := f.CheckSetupToken(t.Context(), token); err != nil {
		t.Errorf("the right token: %v", err)
	}
	for _, wrong := range []string{"", token[:42], token + "x", strings.ToUpper(token), strings.Repeat("A", 43)} {
		refused(t, f.CheckSetupToken(t.Context(), wrong), chat.Unauthenticated, "")
	}

	if _, err := f.Setup(t.Context(), account.SetupInput{Username: "root", Password: password}); err != nil {
		t.Fatal(err)
	}
	if f.SetupToken() != "" {
		t.Error("the token outlived setup")
	}
	for _, whatever := range []string{"", token, "wrong"} {
		refused(t, f.CheckSetupToken(t.Context(), whatever), chat.Conflict, "")
	}
	if err := f.Start(t.Context()); err != nil || f.SetupToken() != "" {
		t.Errorf("starting again: token %q, %v", f.SetupToken(), err)
	}
}

// instance is another service on the fixture's store, which has started.
func (f *fixture) instance(t *testing.T, name string) *account.Service {
	t.Helper()
	s := account.New(f.store, account.Options{Instance: name, Now: f.now}, slog.New(slog.DiscardHandler), nil)
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryInstancesSetupTokenWorksAtEveryInstance(t *testing.T) {
	t.Parallel()
	f := newFixture(t, account.Options{})
	one, two := f.instance(t, "one"), f.instance(t, "two")
	tokens := []string{one.SetupToken(), two.SetupToken()}
	if tokens[0] == tokens[1] {
		t.Error("the instances have the same token")
	}
	check := func(what string, want ...chat.Kind) {
		t.Helper()
		for _, s := range []*account.Service{one, two} {
			for i, token := range tokens {
				err := s.CheckSetupToken(t.Context(), token)
				if want[i] == 0 && err != nil || want[i] != 0 && chat.KindOf(err) != want[i] {
					t.Errorf("%s: token %d: %v", what, i, err)
				}
			}
		}
	}
	check("at first", 0, 0)
	one = f.instance(t, "one")
	tokens = append(tokens, one.SetupToken())
	check("after a restart", chat.Unauthenticated, 0, 0)
	f.advance(3 * time.Minute)
	check("when nobody kept them", chat.Unauthenticated, chat.Unauthenticated, chat.Unauthenticated)

	one, two = f.instance(t, "one"), f.instance(t, "two")
	tokens = []string{one.SetupToken(), two.SetupToken()}
	if _, err := one.Setup(t.Context(), account.SetupInput{Username: "root", Password: password}); err != nil {
		t.Fatal(err)
	}
	check("after setup", chat.Conflict, chat.Conflict)
}

func TestASetupTokenWorksWhileItsInstanceRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, account.Options{Now: time.Now})
		if err := f.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- f.Run(ctx) }()
		<-time.After(time.Hour)
		if err := f.CheckSetupToken(t.Context(), f.SetupToken()); err != nil {
			t.Errorf("after an hour: %v", err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		refused(t, f.CheckSetupToken(t.Context(), f.SetupToken()), chat.Unauthenticated, "")
	})
}

func TestSetupChecksAllFieldsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, account.Options{CheckSettings: func(*store.Setup) error {
		return chat.InvalidField("public_url", "no")
	}})
	_, err := f.Setup(t.Context(), account.SetupInput{Username: "a b", Email: "nowhere", Password: "short"})
	wantFields(t, err, "username", "email", "password", "public_url")
	if done, err := f.IsSetup(t.Context()); err != nil || done {
		t.Errorf("set up: %v, %v", done, err)
	}
}

func TestSetupTakesTheTidiedSettings(t *testing.T) {
	t.Parallel()
	f := newFixture(t, account.Options{CheckSettings: func(in *store.Setup) error {
		in.ServerName = strings.TrimSpace(in.ServerName)
		return nil
	}})
	_, err := f.Setup(t.Context(), account.SetupInput{Username: "root", Password: password, ServerName: " Kitchen "})
	if err != nil {
		t.Fatal(err)
	}
	if settings, err := f.store.Settings(t.Context()); err != nil || settings.ServerName != "Kitchen" {
		t.Errorf("got %+v, %v", settings, err)
	}
}

func TestSetupPassesOtherFailuresOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	f := newFixture(t, account.Options{CheckSettings: func(*store.Setup) error { return broken }})
	_, err := f.Setup(t.Context(), account.SetupInput{Username: "root", Password: password})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestSetupMayAskForLess(t *testing.T) {
	t.Parallel()
	f := newFixture(t, account.Options{})
	in := account.SetupInput{Username: "root", Password: "change-me"}
	_, err := f.Setup(t.Context(), in)
	wantFields(t, err, "password")
	in.MinPassword = 8
	if _, err := f.Setup(t.Context(), in); err != nil {
		t.Error(err)
	}
}

func TestOneOfManySetupsWins(t *testing.T) {
	t.Parallel()
	f := newFixture(t, account.Options{HashConcurrency: 8})
	var won, lost atomic.Int64
	var wg sync.WaitGroup
	for _, name := range []string{"anna", "bert", "cleo", "dora", "emil", "fred", "gina", "hans"} {
		wg.Go(func() {
			_, err := f.Setup(t.Context(), account.SetupInput{Username: name, Password: password})
			if err == nil {
				won.Add(1)
			} else if chat.KindOf(err) == chat.Conflict {
				lost.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 7 {
		t.Errorf("%d won and %d lost", won.Load(), lost.Load())
	}
	if accounts, err := f.Accounts(t.Context(), chat.Actor{Account: chat.Account{Roles: chat.RoleAdmin}}); err != nil || len(accounts) != 1 {
		t.Errorf("accounts: %v, %v", accounts, err)
	}
}

func TestAPersonsFieldsAreChecked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in    account.SetupInput
		field string // empty = fine
	}{
		"three bytes":        {account.SetupInput{Username: "abc"}, ""},
		"all kinds of bytes": {account.SetupInput{Username: "A.b_c-9"}, ""},
		"64 bytes":           {account.SetupInput{Username: strings.Repeat("x", 64)}, ""},
		"two bytes":          {account.SetupInput{Username: "ab"}, "username"},
		"65 bytes":           {account.SetupInput{Username: strings.Repeat("x", 65)}, "username"},
		"not ASCII":          {account.SetupInput{Username: "jürgen"}, "username"},
		"inner space":        {account.SetupInput{Username: "an na"}, "username"},
		"address as name":    {account.SetupInput{Username: "a@b"}, "username"},

		"shortest address": {account.SetupInput{Email: "@"}, ""},
		"254 bytes":        {account.SetupInput{Email: strings.Repeat("x", 253) + "@"}, ""},
		"255 bytes":        {account.SetupInput{Email: strings.Repeat("x", 254) + "@"}, "email"},
		"no at":            {account.SetupInput{Email: "example.org"}, "email"},
		"header injection": {account.SetupInput{Email: "a@b\r\nBcc: c@d"}, "email"},
		"space in address": {account.SetupInput{Email: "a b@c"}, "email"},

		"12 characters of 3 bytes": {account.SetupInput{Password: strings.Repeat("日", 12)}, ""},
		"11 characters of 3 bytes": {account.SetupInput{Password: strings.Repeat("日", 11)}, "password"},
		"only spaces":              {account.SetupInput{Password: strings.Repeat(" ", 12)}, ""},
		"1024 bytes":               {account.SetupInput{Password: strings.Repeat("x", 1024)}, ""},
		"1025 bytes":               {account.SetupInput{Password: strings.Repeat("x", 1025)}, "password"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := test.in
			if in.Username == "" {
				in.Username = "anna"
			}
			if in.Password == "" {
				in.Password = password
			}
			_, err := newFixture(t, account.Options{}).Setup(t.Context(), in)
			if test.field != "" {
				wantFields(t, err, test.field)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}
