package account

import (
	"context"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// ProfileInput changes the caller's own account; nil fields stay.
type ProfileInput struct {
	Username    *string
	Email       *string // empty = none
	DisplayName *string // empty = none
}

// UpdateProfile changes how the caller is called. Conflict when the name or
// address is taken.
func (s *Service) UpdateProfile(ctx context.Context, a chat.Actor, in ProfileInput) (chat.Account, error) {
	var f fields
	patch := store.AccountPatch{
		ID:          a.Account.ID,
		Username:    optional(in.Username, f.username),
		Email:       optional(in.Email, f.email),
		DisplayName: optional(in.DisplayName, f.displayName),
	}
	if err := f.err(); err != nil {
		return chat.Account{}, err
	}
	changed, err := s.update(ctx, patch)
	return changed.After, err
}

// Lookup finds an account by its user name or e-mail address, without ASCII
// case.
func (s *Service) Lookup(ctx context.Context, login string) (chat.Account, error) {
	found, err := s.store.FindCredentials(ctx, strings.TrimSpace(login))
	if chat.KindOf(err) == chat.NotFound {
		return chat.Account{}, chat.Errorf(chat.NotFound, "nobody on this server has this name or address")
	}
	return found.Account, err
}

// ChangePassword replaces the caller's own password and signs out their other
// devices. Unauthenticated when the current one is wrong, RateLimited after too
// many wrong ones, Invalid for an unfit new one.
func (s *Service) ChangePassword(ctx context.Context, a chat.Actor, current, next string) error {
	var f fields
	f.password("new_password", next, minPasswordRunes)
	if err := f.err(); err != nil {
		return err
	}
	attempt := store.PasswordAttempt{Account: a.Account.ID}
	if _, err := s.checkPassword(ctx, attempt, current); err != nil {
		return err
	}
	s.forgive(ctx, attempt)
	hash, err := s.hasher.Hash(ctx, next)
	if err != nil {
		return err
	}
	_, err = s.update(ctx, store.AccountPatch{
		ID:                 a.Account.ID,
		PasswordHash:       &hash,
		MustChangePassword: new(false),
		RevokeSessions:     "password_change",
		KeepSession:        a.Session.ID,
	})
	return err
}

// SetTheme sets how the web app looks to the caller: light, dark or system.
func (s *Service) SetTheme(ctx context.Context, a chat.Actor, theme string) (chat.Account, error) {
	var f fields
	f.theme(theme)
	if err := f.err(); err != nil {
		return chat.Account{}, err
	}
	changed, err := s.update(ctx, store.AccountPatch{ID: a.Account.ID, Theme: &theme})
	return changed.After, err
}

// update stores a change and makes it count from the next request on.
func (s *Service) update(ctx context.Context, p store.AccountPatch) (store.Changed[chat.Account], error) {
	p.At = s.now()
	changed, err := s.store.UpdateAccount(ctx, p)
	if err != nil {
		return changed, err
	}
	if p.RevokeSessions != "" {
		s.forgetSessions(p.ID)
	} else {
		s.changed(p.ID)
	}
	return changed, nil
}
