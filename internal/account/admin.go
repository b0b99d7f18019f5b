package account

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// The methods of this file are for administrators and answer Forbidden to
// everybody else.

func requireAdmin(a chat.Actor) error {
	if !a.Account.Roles.Has(chat.RoleAdmin) {
		return chat.Errorf(chat.Forbidden, "only an administrator may do this")
	}
	return nil
}

// Accounts lists everybody by user name, without ASCII case, with how they use
// the server.
func (s *Service) Accounts(ctx context.Context, a chat.Actor) ([]store.AccountUse, error) {
	if err := requireAdmin(a); err != nil {
		return nil, err
	}
	return s.store.ListAccountUse(ctx, s.now())
}

// Account finds anybody's account. NotFound when there is none of this id.
func (s *Service) Account(ctx context.Context, a chat.Actor, id chat.AccountID) (chat.Account, error) {
	if err := requireAdmin(a); err != nil {
		return chat.Account{}, err
	}
	return s.store.FindAccount(ctx, id)
}

// CreateInput describes a new account.
type CreateInput struct {
	Username, Email, DisplayName string // Email and DisplayName may be empty

	Password string
	Roles    chat.Roles // none = member
}

// CreateAccount adds an account whose owner must choose a password of their
// own at first. Conflict when the name or address is taken.
func (s *Service) CreateAccount(ctx context.Context, a chat.Actor, in CreateInput) (chat.Account, error) {
	if err := requireAdmin(a); err != nil {
		return chat.Account{}, err
	}
	now := s.now()
	var f fields
	created := chat.Account{
		ID:                 chat.NewID[chat.Account](),
		Username:           f.username(in.Username),
		Email:              f.email(in.Email),
		DisplayName:        f.displayName(in.DisplayName),
		Roles:              f.roles(in.Roles),
		Theme:              "system",
		MustChangePassword: true,
		CreatedAt:          now,
		UpdatedAt:          now,
	}
	f.password("password", in.Password, minPasswordRunes)
	if err := f.err(); err != nil {
		return chat.Account{}, err
	}
	hash, err := s.hasher.Hash(ctx, in.Password)
	if err != nil {
		return chat.Account{}, err
	}
	return created, s.store.AddAccount(ctx, created, hash)
}

// UpdateInput changes an account; nil fields stay.
type UpdateInput struct {
	ID          chat.AccountID
	Username    *string
	Email       *string // empty = none
	DisplayName *string // empty = none
	Roles       *chat.Roles
	Disabled    *bool
	Password    *string // a replacement, which its owner must change at once
}

// UpdateAccount changes an account. Disabling it and replacing its password
// sign it out everywhere. Conflict when the name or address is taken, or when
// no enabled administrator would be left.
func (s *Service) UpdateAccount(ctx context.Context, a chat.Actor, in UpdateInput) (changed store.Changed[chat.Account], err error) {
	if err := requireAdmin(a); err != nil {
		return changed, err
	}
	patch, err := checkUpdate(in)
	if err != nil {
		return changed, err
	}
	if in.Password != nil {
		hash, err := s.hasher.Hash(ctx, *in.Password)
		if err != nil {
			return changed, err
		}
		patch.PasswordHash, patch.MustChangePassword = &hash, new(true)
		patch.RevokeSessions = "password_replaced"
	}
	if in.Disabled != nil && *in.Disabled {
		patch.RevokeSessions = "disabled"
	}
	return s.update(ctx, patch)
}

func checkUpdate(in UpdateInput) (store.AccountPatch, error) {
	var f fields
	patch := store.AccountPatch{
		ID:          in.ID,
		Username:    optional(in.Username, f.username),
		Email:       optional(in.Email, f.email),
		DisplayName: optional(in.DisplayName, f.displayName),
		Roles:       optional(in.Roles, f.roles),
		Disabled:    in.Disabled,
	}
	if in.Password != nil {
		f.password("replacement_password", *in.Password, minPasswordRunes)
	}
	return patch, f.err()
}

func optional[T any](value *T, check func(T) T) *T {
	if value == nil {
		return nil
	}
	return new(check(*value))
}
