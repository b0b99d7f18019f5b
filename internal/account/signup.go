package account

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// SignUpInput is the form of somebody who has an invitation and no account.
type SignUpInput struct {
	Token                        string // of the invitation
	Username, Email, DisplayName string // Email and DisplayName may be empty
	Password                     string
	Device                       chat.Device

	RequestID string // for the audit log
}

// login is the sign-in that follows.
func (in SignUpInput) login() LoginInput {
	return LoginInput{Kind: chat.CookieSession, Device: in.Device, RequestID: in.RequestID}
}

// SignedUp is a new account, signed in by cookie, and where it was let in.
type SignedUp struct {
	Issued
	ConversationID chat.ConversationID
}

// SignUp makes an account, lets it into the conversation that it was invited to
// and signs it in. Forbidden where the administrator has not allowed it, or
// invitations are for the invited address only; NotFound for an unknown
// invitation, Gone for one that was withdrawn or has expired, Conflict for one
// that was used, or when the name or address is taken; RateLimited after too
// many attempts with one invitation.
func (s *Service) SignUp(ctx context.Context, in SignUpInput) (SignedUp, error) {
	if !s.opts.SignUp {
		return SignedUp{}, chat.Errorf(chat.Forbidden, "this server does not let people make accounts; ask its administrator for one")
	}
	unit, err := s.checkSignUp(ctx, in)
	if err != nil {
		return SignedUp{}, err
	}
	if unit.PasswordHash, err = s.hasher.Hash(ctx, in.Password); err != nil {
		return SignedUp{}, err
	}
	joined, err := s.store.SignUp(ctx, unit)
	if err != nil {
		return SignedUp{}, err
	}
	s.opts.Publish(joined.Events...)
	s.log.InfoContext(ctx, "an account was made with an invitation", "account_id", unit.Account.ID)
	issued, err := s.signIn(ctx, unit.Account, in.login(), store.NewSession{})
	return SignedUp{issued, joined.ConversationID}, err
}

// checkSignUp finds out what it can before the password is hashed, which is what
// makes a sign-up expensive.
func (s *Service) checkSignUp(ctx context.Context, in SignUpInput) (store.SignUp, error) {
	unit := store.SignUp{TokenHash: chat.HashInviteToken(in.Token), MatchEmail: s.opts.MatchEmail}
	var err error
	if unit.Account, err = s.newAccount(in); err != nil {
		return unit, err
	}
	found, err := s.store.FindInvite(ctx, unit.TokenHash)
	if err != nil {
		return unit, err
	}
	return unit, s.takeSignUp(ctx, unit.TokenHash, found.Invite.InviteLife, unit.Account.CreatedAt)
}

// newAccount is a member's account as its owner filled the form in.
func (s *Service) newAccount(in SignUpInput) (chat.Account, error) {
	now := s.now()
	var f fields
	a := chat.Account{
		ID:          chat.NewID[chat.Account](),
		Username:    f.username(in.Username),
		Email:       f.email(in.Email),
		DisplayName: f.displayName(in.DisplayName),
		Roles:       chat.RoleMember,
		Theme:       "system",
		CreatedAt:   now,
		UpdatedAt:   now,
	}
	f.password("password", in.Password, minPasswordRunes)
	return a, f.err()
}

// takeSignUp counts an attempt with an invitation, unless that is good for
// nothing any more.
func (s *Service) takeSignUp(ctx context.Context, tokenHash []byte, life chat.InviteLife, now time.Time) error {
	if err := life.Refusal(now); err != nil || s.opts.Attempts == nil {
		return err
	}
	_, err := s.store.TakeAttempt(ctx, store.Attempt{
		Key: "invitation " + hex.EncodeToString(tokenHash), Limit: *s.opts.Attempts, At: now,
	})
	return asThrottled(err, "too many attempts with this invitation; try again later")
}
