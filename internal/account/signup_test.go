package account_test

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// invite makes a group of root's and returns the token of an invitation into it.
func (f *fixture) invite() string {
	f.t.Helper()
	owner, group, token := f.root().Account.ID, chat.NewID[chat.Conversation](), chat.NewInviteToken()
	_, err := f.store.AddConversation(f.t.Context(), store.NewConversation{
		ID: group, Kind: chat.KindGroup, Title: "Group", AssistantMode: chat.AssistantAuto, Owner: owner, At: f.now(),
	})
	if err == nil {
		err = f.store.AddInvite(f.t.Context(), store.NewInvite{
			Invite: chat.Invite{
				ID: chat.NewID[chat.Invite](), ConversationID: group, Email: "new@example.org", Role: chat.RoleViewer,
				InvitedBy:  owner,
				InviteLife: chat.InviteLife{CreatedAt: f.now(), ExpiresAt: f.now().Add(time.Hour)},
			},
			TokenHash: chat.HashInviteToken(token),
		})
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return token
}

func TestSignUp(t *testing.T) {
	t.Parallel()
	var published []chat.EventType
	f := newServer(t, account.Options{SignUp: true, Publish: func(events ...chat.Event) {
		for _, e := range events {
			published = append(published, e.Type)
		}
	}})
	token := f.invite()
	signed, err := f.SignUp(t.Context(), account.SignUpInput{
		Token: token, Username: " newbie ", Email: "new@example.org", DisplayName: "New B.", Password: password,
		Device: chat.Device{UserAgent: "browser"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := signed.Account; a.Username != "newbie" || a.DisplayName != "New B." || a.Roles != chat.RoleMember || a.MustChangePassword {
		t.Errorf("account %+v", a)
	}
	if len(published) != 1 || published[0] != chat.EventMembershipChanged {
		t.Errorf("published %v", published)
	}
	if role, err := f.store.Role(t.Context(), signed.ConversationID, signed.Account.ID); err != nil || role != chat.RoleViewer {
		t.Errorf("role %q, error %v", role, err)
	}
	auth, err := f.write(signed.Token)
	f.admitted(auth, err)
	if auth.Actor.Session.Device.UserAgent != "browser" {
		t.Errorf("session %+v", auth.Actor.Session)
	}
	f.signIn("newbie", chat.BearerSession)
}

func TestSignUpIsRefused(t *testing.T) {
	t.Parallel()
	f := newServer(t, account.Options{SignUp: true})
	token := f.invite()
	_, err := f.SignUp(t.Context(), account.SignUpInput{Token: token, Username: "x", Email: "y", DisplayName: "a\nb", Password: "short"})
	wantFields(t, err, "username", "email", "display_name", "password")
	form := account.SignUpInput{Token: token, Username: "ROOT", Password: password}
	_, err = f.SignUp(t.Context(), form)
	refused(t, err, chat.Conflict, "")
	form.Username, form.Token = "newbie", token+"x"
	_, err = f.SignUp(t.Context(), form)
	refused(t, err, chat.NotFound, "")
	f.advance(time.Hour)
	form.Token = token
	_, err = f.SignUp(t.Context(), form)
	refused(t, err, chat.Gone, "")

	closed := newServer(t, account.Options{})
	form.Token = closed.invite()
	_, err = closed.SignUp(t.Context(), form)
	refused(t, err, chat.Forbidden, "")
}

// TestSignUpIsThrottled: one invitation is no way to have the server compute
// password hashes without end.
func TestSignUpIsThrottled(t *testing.T) {
	t.Parallel()
	opts := throttled()
	opts.SignUp = true
	f := newServer(t, opts)
	form := account.SignUpInput{Token: f.invite(), Username: "root", Password: password}
	for range 10 {
		_, err := f.SignUp(t.Context(), form)
		refused(t, err, chat.Conflict, "")
	}
	form.Username = "newbie"
	_, err := f.SignUp(t.Context(), form)
	if e := failure(t, err, chat.RateLimited, ""); e.RetryAfter <= 0 {
		t.Errorf("no time to wait: %+v", e)
	}
	form.Token = f.invite()
	if _, err := f.SignUp(t.Context(), form); err != nil {
		t.Errorf("with another invitation: %v", err)
	}
}
