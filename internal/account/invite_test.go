package account_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (f *fixture) inviteTo(in account.InviteInput) account.NewInvite {
	f.t.Helper()
	made, err := f.Invite(f.t.Context(), f.root(), in)
	if err != nil {
		f.t.Fatal(err)
	}
	return made
}

func (f *fixture) accept(token, name string) (account.Issued, error) {
	return f.AcceptInvite(f.t.Context(), account.SignUpInput{Token: token, Username: name, Password: password})
}

func TestAnInvitationMakesAnAccount(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{}) // sign-up into conversations is not allowed
	made := f.inviteTo(account.InviteInput{Roles: chat.RoleAdmin | chat.RoleMember, Email: " eve@example.org ", DisplayName: "Eve"})
	if made.Email != "eve@example.org" || made.ExpiresAt.Sub(made.CreatedAt) != 7*24*time.Hour {
		t.Errorf("made %+v", made)
	}
	found, err := f.FindInvite(t.Context(), made.Token)
	if err != nil || found.Inviter != "root" || found.Invite != made.AccountInvite {
		t.Errorf("found %+v, error %v", found, err)
	}
	issued, err := f.AcceptInvite(t.Context(), account.SignUpInput{Token: made.Token, Username: " eve ", Email: "other@example.org", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	if a := issued.Account; a.Username != "eve" || a.Email != "other@example.org" || a.Roles != made.Roles || a.MustChangePassword {
		t.Errorf("account %+v", a)
	}
	auth, err := f.write(issued.Token)
	f.admitted(auth, err)
	_, err = f.accept(made.Token, "late")
	refused(t, err, chat.Conflict, "")
	list, err := f.Invites(t.Context(), f.root())
	if err != nil || len(list) != 1 || list[0].User != "eve" {
		t.Errorf("list %+v, error %v", list, err)
	}
}

func TestAnInvitationIsChecked(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	week, tooLong := 7*24*time.Hour, 31*24*time.Hour
	_, err := f.Invite(t.Context(), f.root(), account.InviteInput{Roles: 1 << 7, Email: "nonsense", DisplayName: "two\nlines", For: &tooLong})
	wantFields(t, err, "roles", "email", "display_name", "ttl_seconds")
	_, err = f.Invite(t.Context(), f.root(), account.InviteInput{For: new(time.Duration)})
	wantFields(t, err, "ttl_seconds")
	_, err = f.Invite(t.Context(), f.root(), account.InviteInput{Email: "ROOT@example.org"})
	wantFields(t, err, "email")

	made := f.inviteTo(account.InviteInput{For: &week})
	if made.Roles != chat.RoleMember {
		t.Errorf("roles %v", made.Roles)
	}
	_, err = f.AcceptInvite(t.Context(), account.SignUpInput{Token: made.Token, Username: "x", Email: "y", Password: "z"})
	wantFields(t, err, "username", "email", "password")
	_, err = f.accept("nonsense", "eve")
	refused(t, err, chat.NotFound, "")
	_, err = f.accept(made.Token, "ROOT")
	refused(t, err, chat.Conflict, "")
	f.advance(week)
	_, err = f.accept(made.Token, "eve")
	refused(t, err, chat.Gone, "")
	made = f.inviteTo(account.InviteInput{})
	if err := f.RevokeInvite(t.Context(), f.root(), made.ID); err != nil {
		t.Fatal(err)
	}
	_, err = f.accept(made.Token, "eve")
	refused(t, err, chat.Gone, "")
	_, err = f.FindInvite(t.Context(), "nonsense")
	refused(t, err, chat.NotFound, "")
}

// TestInvitationsAreForAdministrators: also one who was an administrator when
// the request began.
func TestInvitationsAreForAdministrators(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	anna := chat.Actor{Account: f.member("anna")}
	_, err := f.Invite(t.Context(), anna, account.InviteInput{})
	refused(t, err, chat.Forbidden, "")
	_, err = f.Invites(t.Context(), anna)
	refused(t, err, chat.Forbidden, "")
	refused(t, f.RevokeInvite(t.Context(), anna, f.inviteTo(account.InviteInput{}).ID), chat.Forbidden, "")
	anna.Account.Roles = chat.RoleAdmin
	_, err = f.Invite(t.Context(), anna, account.InviteInput{})
	refused(t, err, chat.Forbidden, "")
}

func TestAttemptsWithAnInvitationAreCounted(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{Attempts: &store.AttemptLimit{PerSecond: 1.0 / 60, Burst: 2}})
	made := f.inviteTo(account.InviteInput{})
	for range 2 {
		_, err := f.accept(made.Token, "root")
		refused(t, err, chat.Conflict, "")
	}
	_, err := f.accept(made.Token, "eve")
	if wait := failure(t, err, chat.RateLimited, "").RetryAfter; wait != time.Minute {
		t.Errorf("wait %v", wait)
	}
}

func TestAnInvitationIsUsedOnce(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	made := f.inviteTo(account.InviteInput{})
	var wg sync.WaitGroup
	var won atomic.Int32
	for _, name := range []string{"one", "two", "three", "four"} {
		wg.Go(func() {
			if _, err := f.accept(made.Token, name); err == nil {
				won.Add(1)
			} else if chat.KindOf(err) != chat.Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d accounts were made", won.Load())
	}
}

func TestSweepInvites(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{})
	f.inviteTo(account.InviteInput{For: new(time.Hour)})
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{30 * 24 * time.Hour, 0}, {2 * time.Hour, 1}, {0, 0}} {
		f.advance(step.after)
		if n, err := f.SweepInvites(t.Context()); n != step.want || err != nil {
			t.Errorf("swept %d, want %d (%v)", n, step.want, err)
		}
	}
}
