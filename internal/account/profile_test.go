package account_test

import (
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

const another = "another password"

func TestChangingThePasswordSignsOtherDevicesOut(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	here, there := f.signIn("root", chat.CookieSession), f.signIn("root", chat.BearerSession)
	f.admitted(f.bearer(there.Token))
	auth, err := f.write(here.Token)
	f.admitted(auth, err)
	if err := f.ChangePassword(t.Context(), auth.Actor, password, another); err != nil {
		t.Fatal(err)
	}
	f.admitted(f.write(here.Token))
	_, err = f.bearer(there.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	if told := f.takeRevoked(); len(told) != 1 {
		t.Errorf("told of %v", told)
	}

	_, err = f.Login(t.Context(), account.LoginInput{Login: "root", Password: password})
	refused(t, err, chat.Unauthenticated, account.CodeWrongLogin)
	if _, err := f.Login(t.Context(), account.LoginInput{Login: "root", Password: another, Kind: chat.CookieSession}); err != nil {
		t.Error(err)
	}
}

func TestChangingThePasswordIsRefused(t *testing.T) {
	t.Parallel()
	f := newServer(t, throttled())
	root := f.root()
	wantFields(t, f.ChangePassword(t.Context(), root, password, "short"), "new_password")
	wantFields(t, f.ChangePassword(t.Context(), root, password, strings.Repeat("x", 1025)), "new_password")
	for range 10 {
		refused(t, f.ChangePassword(t.Context(), root, "wrong", another), chat.Unauthenticated, account.CodeWrongLogin)
	}
	refused(t, f.ChangePassword(t.Context(), root, password, another), chat.RateLimited, "")
}

func TestThePasswordMayStayTheSame(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	if err := f.ChangePassword(t.Context(), f.root(), password, password); err != nil {
		t.Error(err)
	}
}

func TestAThemeShowsAtOnce(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	token := f.signIn("root", chat.CookieSession).Token
	f.admitted(f.read(token)) // and is cached
	if a, err := f.SetTheme(t.Context(), f.root(), "dark"); err != nil || a.Theme != "dark" {
		t.Fatalf("got %+v, %v", a, err)
	}
	if auth, err := f.read(token); err != nil || auth.Actor.Account.Theme != "dark" {
		t.Errorf("got %+v, %v", auth, err)
	}
	if told := f.takeRevoked(); len(told) != 0 {
		t.Errorf("told of %v", told)
	}
	_, err := f.SetTheme(t.Context(), f.root(), "pink")
	wantFields(t, err, "theme")
}

func TestUpdatingTheProfile(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	f.member("other")
	session := f.signIn("root", chat.CookieSession)
	auth, err := f.read(session.Token)
	f.admitted(auth, err)
	name, email := "boss", "boss@example.org"
	if _, err := f.UpdateProfile(t.Context(), auth.Actor, account.ProfileInput{Username: &name, Email: &email}); err != nil {
		t.Fatal(err)
	}
	auth, err = f.read(session.Token)
	f.admitted(auth, err)
	if a := auth.Actor.Account; a.Username != name || a.Email != email {
		t.Errorf("the next request sees %+v", a)
	}
	for _, login := range []string{"BOSS", " boss@EXAMPLE.org "} {
		if found, err := f.Lookup(t.Context(), login); err != nil || found.ID != auth.Actor.Account.ID {
			t.Errorf("%q is %+v, error %v", login, found, err)
		}
	}
	_, err = f.Lookup(t.Context(), "root")
	refused(t, err, chat.NotFound, "")

	taken, bad := "Other", "a@b"
	_, err = f.UpdateProfile(t.Context(), auth.Actor, account.ProfileInput{Username: &taken})
	refused(t, err, chat.Conflict, "")
	_, err = f.UpdateProfile(t.Context(), auth.Actor, account.ProfileInput{Username: &bad})
	wantFields(t, err, "username")
}
