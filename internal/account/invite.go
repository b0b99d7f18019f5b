package account

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	defaultInviteFor = 7 * 24 * time.Hour
	maxInviteFor     = 30 * 24 * time.Hour
	maxInvites       = 500 // of a list; older ones are left out
)

// InviteInput describes an invitation to make an account.
type InviteInput struct {
	Roles              chat.Roles     // of the account; none = member
	Email, DisplayName string         // what the form begins with; each may be empty
	For                *time.Duration // how long it can be used; nil = a week, at most 30 days
}

// NewInvite is an invitation with its token, which exists nowhere else.
type NewInvite struct {
	chat.AccountInvite
	Token string
}

// Invite makes an invitation to make an account, for administrators. Invalid for
// an address that somebody has already.
func (s *Service) Invite(ctx context.Context, a chat.Actor, in InviteInput) (NewInvite, error) {
	if err := requireAdmin(a); err != nil {
		return NewInvite{}, err
	}
	invite, err := s.checkInvite(ctx, in)
	if err != nil {
		return NewInvite{}, err
	}
	invite.InvitedBy = a.Account.ID
	token := chat.NewInviteToken()
	err = s.store.AddAccountInvite(ctx, store.NewAccountInvite{AccountInvite: invite, TokenHash: chat.HashInviteToken(token)})
	return NewInvite{invite, token}, err
}

func (s *Service) checkInvite(ctx context.Context, in InviteInput) (chat.AccountInvite, error) {
	now := s.now()
	var f fields
	invite := chat.AccountInvite{
		ID:          chat.NewID[chat.AccountInvite](),
		Roles:       f.roles(in.Roles),
		Email:       f.email(in.Email),
		DisplayName: f.displayName(in.DisplayName),
		InviteLife:  chat.InviteLife{CreatedAt: now, ExpiresAt: now.Add(defaultInviteFor)},
	}
	if in.For != nil {
		if *in.For <= 0 || *in.For > maxInviteFor {
			f.add("ttl_seconds", "must be positive and at most 30 days")
		}
		invite.ExpiresAt = now.Add(*in.For)
	}
	if err := f.err(); err != nil || invite.Email == "" {
		return invite, err
	}
	_, err := s.store.FindCredentials(ctx, invite.Email)
	switch {
	case err == nil:
		return invite, chat.InvalidField("email", "somebody on this server has this address already")
	case chat.KindOf(err) == chat.NotFound:
		return invite, nil
	}
	return invite, err
}

// Invites lists the invitations to make an account, newest first, to
// administrators.
func (s *Service) Invites(ctx context.Context, a chat.Actor) ([]store.FoundAccountInvite, error) {
	if err := requireAdmin(a); err != nil {
		return nil, err
	}
	return s.store.ListAccountInvites(ctx, maxInvites)
}

// RevokeInvite withdraws an invitation, for administrators; to repeat it changes
// nothing. Conflict when it was used.
func (s *Service) RevokeInvite(ctx context.Context, a chat.Actor, id chat.AccountInviteID) error {
	if err := requireAdmin(a); err != nil {
		return err
	}
	return s.store.RevokeAccountInvite(ctx, id, s.now())
}

// FindInvite shows an invitation to whoever has its token.
func (s *Service) FindInvite(ctx context.Context, token string) (store.FoundAccountInvite, error) {
	return s.store.FindAccountInvite(ctx, chat.HashInviteToken(token))
}

// AcceptInvite makes an account by an invitation and signs it in. NotFound for
// an unknown invitation, Gone for one that was withdrawn or has expired, Conflict
// for one that was used, or when the name or address is taken; RateLimited after
// too many attempts with one invitation.
func (s *Service) AcceptInvite(ctx context.Context, in SignUpInput) (Issued, error) {
	unit := store.AcceptAccountInvite{TokenHash: chat.HashInviteToken(in.Token)}
	var err error
	if unit.Account, err = s.newAccount(in); err != nil {
		return Issued{}, err
	}
	found, err := s.store.FindAccountInvite(ctx, unit.TokenHash)
	if err != nil {
		return Issued{}, err
	}
	if err := s.takeSignUp(ctx, unit.TokenHash, found.Invite.InviteLife, unit.Account.CreatedAt); err != nil {
		return Issued{}, err
	}
	if unit.PasswordHash, err = s.hasher.Hash(ctx, in.Password); err != nil {
		return Issued{}, err
	}
	made, err := s.store.AcceptAccountInvite(ctx, unit)
	if err != nil {
		return Issued{}, err
	}
	s.log.InfoContext(ctx, "an account was made with an invitation to the server", "account_id", made.ID)
	return s.signIn(ctx, made, in.login(), store.NewSession{})
}
