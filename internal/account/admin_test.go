package account_test

import (
	"reflect"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestAccountsAreTheAdministratorsBusiness(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	root := f.root()
	for name, roles := range map[string]chat.Roles{"nobody": 0, "member": chat.RoleMember, "read-only": chat.RoleReadOnly | chat.RoleMember} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := chat.Actor{Account: chat.Account{ID: chat.NewID[chat.Account](), Roles: roles}}
			_, err := f.Accounts(t.Context(), a)
			refused(t, err, chat.Forbidden, "")
			_, err = f.CreateAccount(t.Context(), a, account.CreateInput{Username: "anna", Password: password})
			refused(t, err, chat.Forbidden, "")
			_, err = f.UpdateAccount(t.Context(), a, account.UpdateInput{ID: root.Account.ID, Disabled: new(true)})
			refused(t, err, chat.Forbidden, "")
			refused(t, f.DeleteAccount(t.Context(), a, root.Account.ID, chat.AccountID{}), chat.Forbidden, "")
		})
	}
}

func TestANewAccountMustChooseItsPassword(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	a, err := f.CreateAccount(t.Context(), f.root(), account.CreateInput{
		Username: " anna ", Email: "anna@example.org", DisplayName: " Anna A. ", Password: password,
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Username != "anna" || a.DisplayName != "Anna A." || a.Roles != chat.RoleMember || a.Theme != "system" || !a.MustChangePassword {
		t.Errorf("made %+v", a)
	}
	issued := f.signIn("anna", chat.CookieSession)
	if issued.Account != a {
		t.Errorf("signed in as %+v, made %+v", issued.Account, a)
	}
	actor := chat.Actor{Account: issued.Account, Session: issued.Session}
	if err := f.ChangePassword(t.Context(), actor, password, another); err != nil {
		t.Fatal(err)
	}
	if auth, err := f.write(issued.Token); err != nil || auth.Actor.Account.MustChangePassword {
		t.Errorf("got %+v, %v", auth, err)
	}
}

func TestCreatingAnAccountIsRefused(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	_, err := f.CreateAccount(t.Context(), f.root(), account.CreateInput{
		Username: "x", Email: "x", DisplayName: "two\nlines", Password: "short", Roles: 1 << 7,
	})
	wantFields(t, err, "username", "email", "display_name", "roles", "password")
	for name, in := range map[string]account.CreateInput{
		"name taken":    {Username: "ROOT", Password: password},
		"address taken": {Username: "anna", Email: "Root@Example.org", Password: password},
	} {
		if _, err := f.CreateAccount(t.Context(), f.root(), in); chat.KindOf(err) != chat.Conflict {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAccountsAreListedByName(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	f.member("Zoe")
	f.member("anna")
	list, err := f.Accounts(t.Context(), f.root())
	if err != nil || len(list) != 3 || list[0].Username != "anna" || list[1].Username != "root" || list[2].Username != "Zoe" {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestUpdatingTouchesOnlyWhatIsGiven(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	a, err := f.CreateAccount(t.Context(), f.root(), account.CreateInput{Username: "anna", Email: "a@example.org", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	token := f.signIn("anna", chat.CookieSession).Token
	changed, err := f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: a.ID, DisplayName: new(" Anna "), Email: new("")})
	if !reflect.DeepEqual(changed.Before, a) {
		t.Errorf("before: %+v, want %+v", changed.Before, a)
	}
	a = changed.After
	if err != nil || a.Username != "anna" || a.Email != "" || a.DisplayName != "Anna" || !a.MustChangePassword {
		t.Errorf("got %+v, %v", a, err)
	}
	f.admitted(f.write(token))
	_, err = f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{
		ID: a.ID, Username: new("?"), Email: new("?"), DisplayName: new("\x00"), Roles: new(chat.Roles(0x80)), Password: new("short"),
	})
	wantFields(t, err, "username", "email", "display_name", "roles", "replacement_password")
	_, err = f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: chat.NewID[chat.Account](), Username: new("bert")})
	if chat.KindOf(err) != chat.NotFound {
		t.Errorf("an unknown account: %v", err)
	}
}

func TestAReplacedPasswordSignsOutEverywhere(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	issued := f.signIn("anna", chat.CookieSession)
	f.admitted(f.write(issued.Token))
	changed, err := f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: anna.ID, Password: new(another)})
	if err != nil || !changed.After.MustChangePassword {
		t.Fatalf("got %+v, %v", changed, err)
	}
	_, err = f.write(issued.Token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	if told := f.takeRevoked(); len(told) != 1 || told[0] != anna.ID {
		t.Errorf("told of %v", told)
	}
	if _, err := f.Login(t.Context(), account.LoginInput{Login: "anna", Password: another, Kind: chat.CookieSession}); err != nil {
		t.Error(err)
	}
}

func TestAnEnabledAccountIsBack(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	for _, disabled := range []bool{true, false} {
		changed, err := f.UpdateAccount(t.Context(), f.root(), account.UpdateInput{ID: anna.ID, Disabled: &disabled})
		if err != nil || changed.After.Disabled() != disabled || changed.Before.Disabled() == disabled {
			t.Fatalf("got %+v, %v", changed, err)
		}
	}
	f.signIn("anna", chat.CookieSession)
}

func TestAnAdministratorStays(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	root := f.root()
	refused(t, f.DeleteAccount(t.Context(), root, root.Account.ID, chat.AccountID{}), chat.Conflict, "")
	_, err := f.UpdateAccount(t.Context(), root, account.UpdateInput{ID: root.Account.ID, Disabled: new(true)})
	refused(t, err, chat.Conflict, "")
	_, err = f.UpdateAccount(t.Context(), root, account.UpdateInput{ID: root.Account.ID, Roles: new(chat.RoleMember)})
	refused(t, err, chat.Conflict, "")
	f.signIn("root", chat.CookieSession)
}

func TestADeletedAccountIsOut(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := f.member("anna")
	token := f.signIn("anna", chat.CookieSession).Token
	f.admitted(f.write(token))
	if err := f.DeleteAccount(t.Context(), f.root(), anna.ID, chat.AccountID{}); err != nil {
		t.Fatal(err)
	}
	_, err := f.write(token)
	refused(t, err, chat.Unauthenticated, account.CodeInvalidSession)
	if told := f.takeRevoked(); len(told) != 1 || told[0] != anna.ID {
		t.Errorf("told of %v", told)
	}
	if err := f.DeleteAccount(t.Context(), f.root(), anna.ID, chat.AccountID{}); chat.KindOf(err) != chat.NotFound {
		t.Errorf("a second time: %v", err)
	}
}
