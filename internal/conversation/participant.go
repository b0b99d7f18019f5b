package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Participants lists everyone who is in a conversation, longest first.
func (s *Service) Participants(ctx context.Context, a chat.Actor, id chat.ConversationID) ([]chat.Participant, error) {
	return s.store.Participants(ctx, id, a.Account.ID)
}

// maxAuthors bounds of how many somebody asks at once whether they are deleted.
const maxAuthors = 100

// Deleted lists those of some authors whose accounts were deleted: their ids
// are all that is left of them. The others have left, or are in the conversation.
func (s *Service) Deleted(ctx context.Context, authors []chat.AccountID) ([]chat.AccountID, error) {
	if len(authors) == 0 {
		return nil, nil
	}
	if len(authors) > maxAuthors {
		return nil, chat.InvalidField("authors", chat.Fill("must have at most %d entries", maxAuthors))
	}
	return s.store.DeletedAccounts(ctx, authors)
}

// ParticipantInput says who is let in, or given another role: Account, or else
// whoever logs in as Login.
type ParticipantInput struct {
	ConversationID chat.ConversationID
	Account        chat.AccountID
	Login          string // user name or e-mail address
	Role           chat.ConversationRole
}

// AddParticipant lets somebody in, or gives them another role. The caller needs
// to be owner or admin, and an owner where owners are made or changed. Conflict
// when no owner would be left.
func (s *Service) AddParticipant(ctx context.Context, a chat.Actor, in ParticipantInput) error {
	if err := s.mayModerate(ctx, a, in.ConversationID); err != nil {
		return err
	}
	if err := checkRole(in.Role); err != nil {
		return err
	}
	account, err := s.whom(ctx, in)
	if err != nil {
		return err
	}
	events, err := s.store.AddParticipant(ctx, in.ConversationID, account, in.Role, a.Account.ID, s.now())
	if chat.KindOf(err) == chat.Conflict {
		return chat.Wrap(chat.Conflict, "This is the last owner. Make somebody else an owner first.", err)
	}
	if err != nil {
		return err
	}
	s.rightsChanged(account, events)
	return nil
}

// whom finds the account that is meant.
func (s *Service) whom(ctx context.Context, in ParticipantInput) (chat.AccountID, error) {
	switch {
	case in.Login == "" && in.Account.IsZero(), in.Login != "" && !in.Account.IsZero():
		return chat.AccountID{}, chat.InvalidField("username", "either this or user_id is needed")
	case in.Login == "":
		return in.Account, nil
	}
	found, err := s.accounts.Lookup(ctx, in.Login)
	if err == nil && found.Disabled() {
		err = chat.InvalidField("username", "the account is disabled")
	}
	return found.ID, err
}

// RemoveParticipant takes somebody out of a conversation. The caller needs to be
// owner or admin, and an owner to remove one; everybody can leave, even with an
// account that can only read. Conflict for the last owner.
func (s *Service) RemoveParticipant(ctx context.Context, a chat.Actor, id chat.ConversationID, account chat.AccountID) error {
	if account != a.Account.ID {
		if err := s.mayModerate(ctx, a, id); err != nil {
			return err
		}
	}
	events, err := s.store.RemoveParticipant(ctx, id, account, a.Account.ID, s.now())
	if chat.KindOf(err) == chat.Conflict {
		return s.errLastOwner(ctx, id, err)
	}
	if err != nil {
		return err
	}
	s.rightsChanged(account, events)
	return nil
}

// errLastOwner says what the last owner can do instead of leaving.
func (s *Service) errLastOwner(ctx context.Context, id chat.ConversationID, cause error) error {
	people, err := s.store.ListParticipants(ctx, id)
	if err != nil {
		return err
	}
	if len(people) == 1 {
		return chat.Wrap(chat.Conflict, "Nobody else is in this conversation. Delete it instead of leaving it.", cause)
	}
	return chat.Wrap(chat.Conflict, "The last owner cannot leave. Make somebody else an owner first, or delete the conversation.", cause)
}

// rightsChanged makes a change of somebody's membership known. No events mean
// that nothing changed.
func (s *Service) rightsChanged(account chat.AccountID, events []chat.Event) {
	if len(events) == 0 {
		return
	}
	s.pub.Publish(events...)
	s.accounts.Changed(account)
}

// mayModerate refuses those who may not decide who is in a conversation.
func (s *Service) mayModerate(ctx context.Context, a chat.Actor, id chat.ConversationID) error {
	role, err := s.store.Role(ctx, id, a.Account.ID)
	if err != nil {
		return err
	}
	if err := mayWrite(a); err != nil {
		return err
	}
	if !role.CanModerate() {
		return chat.Errorf(chat.Forbidden, "Only an owner or admin of the conversation can do this.")
	}
	return nil
}

func checkRole(role chat.ConversationRole) error {
	switch role {
	case chat.RoleOwner, chat.RoleConvAdmin, chat.RoleParticipant, chat.RoleViewer:
		return nil
	}
	return chat.InvalidField("role", "must be owner, admin, member or viewer")
}
