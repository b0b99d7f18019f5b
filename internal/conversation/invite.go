package conversation

import (
	"context"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	defaultInviteFor = 24 * time.Hour
	maxInviteFor     = 30 * 24 * time.Hour
	maxInvites       = 500 // of a list; older ones are left out
)

// InviteInput describes a new invitation.
type InviteInput struct {
	ConversationID chat.ConversationID
	Email          string
	Role           chat.ConversationRole
	For            *time.Duration // how long it can be accepted; nil = a day, at most 30 days
}

// NewInvite is an invitation with its token, which exists nowhere else.
type NewInvite struct {
	chat.Invite
	Token string
}

// Invite makes an invitation. The caller needs to be owner or admin, and an
// owner to invite one. Conflict while there is an open one for the address and
// role.
func (s *Service) Invite(ctx context.Context, a chat.Actor, in InviteInput) (NewInvite, error) {
	if err := s.mayModerate(ctx, a, in.ConversationID); err != nil {
		return NewInvite{}, err
	}
	invite, err := s.checkInvite(in)
	if err != nil {
		return NewInvite{}, err
	}
	invite.InvitedBy = a.Account.ID
	token := chat.NewInviteToken()
	err = s.store.AddInvite(ctx, store.NewInvite{Invite: invite, TokenHash: chat.HashInviteToken(token)})
	return NewInvite{invite, token}, err
}

func (s *Service) checkInvite(in InviteInput) (chat.Invite, error) {
	now := s.now().UTC().Truncate(time.Microsecond) // as it is kept
	i := chat.Invite{
		ID:             chat.NewID[chat.Invite](),
		ConversationID: in.ConversationID,
		Email:          strings.TrimSpace(in.Email),
		Role:           in.Role,
		InviteLife:     chat.InviteLife{CreatedAt: now, ExpiresAt: now.Add(defaultInviteFor)},
	}
	if !chat.IsEmail(i.Email) {
		return i, chat.InvalidField("email", "must be an e-mail address")
	}
	if in.For != nil {
		if *in.For <= 0 || *in.For > maxInviteFor {
			return i, chat.InvalidField("ttl_seconds", "must be positive and at most 30 days")
		}
		i.ExpiresAt = now.Add(*in.For)
	}
	return i, checkRole(in.Role)
}

// Invites lists a conversation's invitations, newest first, to its owners and
// admins.
func (s *Service) Invites(ctx context.Context, a chat.Actor, id chat.ConversationID) ([]chat.Invite, error) {
	return s.store.ListInvites(ctx, id, a.Account.ID, maxInvites)
}

// FindInvite shows an invitation to whoever has its token.
func (s *Service) FindInvite(ctx context.Context, token string) (store.FoundInvite, error) {
	return s.store.FindInvite(ctx, chat.HashInviteToken(token))
}

// AcceptInvite lets the caller in, also one whose account can only read; who is
// in already keeps the stronger role. Gone when the invitation was withdrawn or
// has expired, Conflict when somebody else has used it. To repeat it changes
// nothing.
func (s *Service) AcceptInvite(ctx context.Context, a chat.Actor, token string) (chat.ConversationID, error) {
	joined, err := s.store.AcceptInvite(ctx, store.AcceptInvite{
		TokenHash:  chat.HashInviteToken(token),
		Account:    a.Account.ID,
		MatchEmail: s.matchEmail,
		At:         s.now(),
	})
	if err != nil {
		return chat.ConversationID{}, err
	}
	s.rightsChanged(a.Account.ID, joined.Events)
	return joined.ConversationID, nil
}

// RevokeInvite withdraws an invitation; to repeat it changes nothing. The caller
// needs to be owner or admin. Conflict when it was used.
func (s *Service) RevokeInvite(ctx context.Context, a chat.Actor, conversation chat.ConversationID, id chat.InviteID) error {
	if err := s.mayModerate(ctx, a, conversation); err != nil {
		return err
	}
	return s.store.RevokeInvite(ctx, store.RevokeInvite{ConversationID: conversation, ID: id, By: a.Account.ID, At: s.now()})
}

// RevokeInviteByToken is RevokeInvite for whoever has the token.
func (s *Service) RevokeInviteByToken(ctx context.Context, a chat.Actor, token string) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	return s.store.RevokeInvite(ctx, store.RevokeInvite{TokenHash: chat.HashInviteToken(token), By: a.Account.ID, At: s.now()})
}
