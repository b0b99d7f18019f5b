package conversation_test

import (
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (w *world) addByName(a chat.Actor, login string, role chat.ConversationRole) error {
	return w.svc.AddParticipant(w.t.Context(), a, conversation.ParticipantInput{ConversationID: w.group.ID, Login: login, Role: role})
}

func TestAddParticipant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, a := range []chat.Actor{w.member, w.viewer, w.reader} {
		expectKind(t, w.addByName(a, "outsider", chat.RoleViewer), chat.Forbidden)
		// Who may not let anybody in does not learn who has an account either.
		expectKind(t, w.addByName(a, "zoe", chat.RoleViewer), chat.Forbidden)
	}
	expectKind(t, w.addByName(w.outsider, "outsider", chat.RoleViewer), chat.NotFound)
	expectKind(t, w.addByName(w.owner, "zoe", chat.RoleViewer), chat.NotFound)
	expectKind(t, w.addByName(w.owner, "", chat.RoleViewer), chat.Invalid)
	expectKind(t, w.addByName(w.owner, "outsider", "boss"), chat.Invalid)
	expectKind(t, w.addByName(w.admin, "outsider", chat.RoleOwner), chat.Forbidden)
	w.pub.expect(t)
	w.accounts.expect(t)

	w.check(w.addByName(w.admin, "OUTSIDER", chat.RoleViewer))
	w.pub.expect(t, chat.EventMembershipChanged)
	w.accounts.expect(t, w.outsider)
	w.check(w.addByName(w.owner, "outsider", chat.RoleViewer))
	w.pub.expect(t)
	w.accounts.expect(t)
	w.check(w.addByName(w.owner, "outsider", chat.RoleParticipant))
	w.pub.expect(t, chat.EventMembershipChanged)
	w.accounts.expect(t, w.outsider)

	list, err := w.svc.Participants(t.Context(), w.viewer, w.group.ID)
	w.check(err)
	if len(list) != 6 || list[0].Username != "owner" || list[5].Username != "outsider" || list[5].Role != chat.RoleParticipant {
		t.Errorf("participants %+v", list)
	}
}

func TestAddParticipantWhoIsDisabled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.db.UpdateAccount(t.Context(), store.AccountPatch{ID: w.outsider.Account.ID, Disabled: new(true), At: w.outsider.Account.CreatedAt})
	w.check(err)
	expectKind(t, w.addByName(w.owner, "outsider", chat.RoleViewer), chat.Invalid)
	err = w.svc.AddParticipant(t.Context(), w.owner, conversation.ParticipantInput{
		ConversationID: w.group.ID, Account: w.outsider.Account.ID, Role: chat.RoleViewer,
	})
	expectKind(t, err, chat.Invalid)
}

func TestRemoveParticipant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	remove := func(a, whom chat.Actor) error {
		return w.svc.RemoveParticipant(t.Context(), a, w.group.ID, whom.Account.ID)
	}
	for _, a := range []chat.Actor{w.member, w.viewer, w.reader} {
		expectKind(t, remove(a, w.admin), chat.Forbidden)
	}
	expectKind(t, remove(w.outsider, w.member), chat.NotFound)
	expectKind(t, remove(w.outsider, w.outsider), chat.NotFound)
	expectKind(t, remove(w.admin, w.owner), chat.Forbidden)
	expectKind(t, remove(w.admin, w.outsider), chat.NotFound)
	w.accounts.expect(t)

	w.check(remove(w.admin, w.member))
	w.pub.expect(t, chat.EventMembershipChanged)
	w.accounts.expect(t, w.member)
	for _, a := range []chat.Actor{w.viewer, w.reader, w.admin} { // everybody may leave
		w.check(remove(a, a))
		w.pub.expect(t, chat.EventMembershipChanged)
		w.accounts.expect(t, a)
	}
}

// TestLastOwner: what the last owner is told to do.
func TestLastOwner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	refused := func(err error, want string) {
		t.Helper()
		expectKind(t, err, chat.Conflict)
		if err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	refused(w.svc.RemoveParticipant(t.Context(), w.owner, w.group.ID, w.owner.Account.ID), "Make somebody else an owner")
	refused(w.addByName(w.owner, "owner", chat.RoleParticipant), "Make somebody else an owner")
	refused(w.svc.RemoveParticipant(t.Context(), w.owner, w.talk.ID, w.owner.Account.ID), "Delete it instead")
	w.check(w.addByName(w.owner, "member", chat.RoleOwner))
	w.check(w.addByName(w.owner, "owner", chat.RoleParticipant))
}
