package conversation_test

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

func (w *world) invite(a chat.Actor, c chat.Conversation, role chat.ConversationRole) (conversation.NewInvite, error) {
	return w.svc.Invite(w.t.Context(), a, conversation.InviteInput{ConversationID: c.ID, Email: " zoe@example.com ", Role: role})
}

func TestInvite(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 1234, time.UTC)
	w := newWorldWith(t, conversation.Options{Now: func() time.Time { return now }})
	for _, a := range []chat.Actor{w.member, w.viewer, w.reader} {
		_, err := w.invite(a, w.group, chat.RoleViewer)
		expectKind(t, err, chat.Forbidden)
	}
	_, err := w.invite(w.outsider, w.group, chat.RoleViewer)
	expectKind(t, err, chat.NotFound)
	_, err = w.invite(w.admin, w.group, chat.RoleOwner)
	expectKind(t, err, chat.Forbidden)
	_, err = w.invite(w.owner, w.group, "boss")
	expectKind(t, err, chat.Invalid)
	for _, email := range []string{"", " ", "zoe", "zoe @example.com", "zoe\n@example.com"} {
		_, err := w.svc.Invite(t.Context(), w.owner, conversation.InviteInput{ConversationID: w.group.ID, Email: email, Role: chat.RoleViewer})
		expectKind(t, err, chat.Invalid)
	}
	for _, lasts := range []time.Duration{0, -time.Second, 30*24*time.Hour + time.Second} {
		_, err := w.svc.Invite(t.Context(), w.owner, conversation.InviteInput{
			ConversationID: w.group.ID, Email: "zoe@example.com", Role: chat.RoleViewer, For: &lasts,
		})
		expectKind(t, err, chat.Invalid)
	}

	made, err := w.invite(w.admin, w.group, chat.RoleViewer)
	w.check(err)
	found, err := w.svc.FindInvite(t.Context(), made.Token)
	w.check(err)
	if found.Invite != made.Invite || found.Inviter != "admin" || found.Title != "Friends" {
		t.Errorf("found %+v, want %+v", found, made.Invite)
	}
	if made.Email != "zoe@example.com" || made.ExpiresAt.Sub(made.CreatedAt) != 24*time.Hour {
		t.Errorf("made %+v", made)
	}
	list, err := w.svc.Invites(t.Context(), w.owner, w.group.ID)
	w.check(err)
	if len(list) != 1 || list[0] != made.Invite {
		t.Errorf("invitations %+v", list)
	}
	w.pub.expect(t)
}

func TestAcceptInvite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, err := w.invite(w.owner, w.talk, chat.RoleParticipant)
	w.check(err)
	for _, want := range [][]chat.EventType{{chat.EventConversationUpdated, chat.EventMembershipChanged}, nil} {
		joined, err := w.svc.AcceptInvite(t.Context(), w.reader, made.Token)
		w.check(err)
		if joined != w.talk.ID {
			t.Errorf("joined %v", joined)
		}
		w.pub.expect(t, want...)
	}
	w.accounts.expect(t, w.reader)
	_, err = w.svc.AcceptInvite(t.Context(), w.outsider, made.Token)
	expectKind(t, err, chat.Conflict)
	expectKind(t, w.svc.RevokeInvite(t.Context(), w.owner, w.talk.ID, made.ID), chat.Conflict)
	_, err = w.svc.AcceptInvite(t.Context(), w.outsider, made.Token+"x")
	expectKind(t, err, chat.NotFound)
}

func TestRevokeInvite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, err := w.invite(w.owner, w.group, chat.RoleParticipant)
	w.check(err)
	for _, a := range []chat.Actor{w.member, w.viewer, w.reader} {
		expectKind(t, w.svc.RevokeInvite(t.Context(), a, w.group.ID, made.ID), chat.Forbidden)
		expectKind(t, w.svc.RevokeInviteByToken(t.Context(), a, made.Token), chat.Forbidden)
	}
	expectKind(t, w.svc.RevokeInvite(t.Context(), w.outsider, w.group.ID, made.ID), chat.NotFound)
	expectKind(t, w.svc.RevokeInviteByToken(t.Context(), w.outsider, made.Token), chat.NotFound)
	expectKind(t, w.svc.RevokeInvite(t.Context(), w.owner, w.talk.ID, made.ID), chat.NotFound)

	w.check(w.svc.RevokeInviteByToken(t.Context(), w.admin, made.Token))
	w.check(w.svc.RevokeInvite(t.Context(), w.owner, w.group.ID, made.ID))
	_, err = w.svc.AcceptInvite(t.Context(), w.outsider, made.Token)
	expectKind(t, err, chat.Gone)
}

func TestInviteExpires(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := newWorldWith(t, conversation.Options{Now: func() time.Time { return now }})
	made, err := w.invite(w.owner, w.group, chat.RoleParticipant)
	w.check(err)
	now = made.ExpiresAt
	_, err = w.svc.AcceptInvite(t.Context(), w.outsider, made.Token)
	expectKind(t, err, chat.Gone)
	now = made.ExpiresAt.Add(-time.Microsecond)
	_, err = w.svc.AcceptInvite(t.Context(), w.outsider, made.Token)
	w.check(err)
}

func TestInviteForOneAddress(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, conversation.Options{MatchEmail: true})
	made, err := w.invite(w.owner, w.group, chat.RoleParticipant)
	w.check(err)
	_, err = w.svc.AcceptInvite(t.Context(), w.outsider, made.Token)
	expectKind(t, err, chat.Forbidden)
}
