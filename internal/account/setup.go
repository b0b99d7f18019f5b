package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// setupTokenFor is how long a setup token is good for after the last sign of
	// life of the instance that printed it.
	setupTokenFor = 3 * time.Minute
	// keepSetupTokenEvery leaves room for a failure or two.
	keepSetupTokenEvery = time.Minute
)

// Start makes the setup token if the server has no account yet. It works at
// every instance on the database, and theirs work here.
func (s *Service) Start(ctx context.Context) error {
	done, err := s.IsSetup(ctx)
	if err != nil || done {
		return err
	}
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	token := base64.RawStdEncoding.EncodeToString(b)
	s.setupToken.Store(&token)
	return s.keepSetupToken(ctx, setupTokenFor)
}

// keepSetupToken lets the setup token of this instance work for some more time,
// from now on; 0 = no longer.
func (s *Service) keepSetupToken(ctx context.Context, more time.Duration) error {
	token := s.SetupToken()
	if token == "" {
		return nil
	}
	hash := hashToken(token)
	open, err := s.store.KeepSetupToken(ctx, store.SetupToken{
		Instance: s.opts.Instance, Hash: hash[:], ValidUntil: s.now().Add(more),
	})
	if err == nil && !open {
		s.closeSetup()
	}
	return err
}

// SetupToken is the secret that setup asks for, and empty once the server is
// set up. It proves access to the server's console, so that a stranger who
// finds a new server first cannot take it; print it there and nowhere else.
func (s *Service) SetupToken() string {
	if token := s.setupToken.Load(); token != nil {
		return *token
	}
	return ""
}

// IsSetup reports whether the server has its first account.
func (s *Service) IsSetup(ctx context.Context) (bool, error) {
	if s.setup.Load() {
		return true, nil
	}
	done, err := s.store.IsSetup(ctx)
	if err != nil {
		return false, err
	}
	if done {
		s.closeSetup()
	}
	return done, nil
}

func (s *Service) closeSetup() {
	s.setup.Store(true)
	s.setupToken.Store(nil)
}

// CheckSetupToken answers Conflict once the server is set up, whatever the
// token, and Unauthenticated for a wrong one.
func (s *Service) CheckSetupToken(ctx context.Context, token string) error {
	done, err := s.IsSetup(ctx)
	if err != nil {
		return err
	}
	if done {
		return errSetUp()
	}
	hash := hashToken(token)
	valid, err := s.store.CheckSetupToken(ctx, hash[:], s.now())
	if err == nil && !valid {
		err = chat.Errorf(chat.Unauthenticated, "the setup token is wrong; the server printed it when it started")
	}
	return err
}

func errSetUp() error { return chat.Errorf(chat.Conflict, "this server is set up already") }

// SetupInput is the first-run form.
type SetupInput struct {
	Username, Email, Password string

	MinPassword int // characters; 0 = 12

	ServerName, PublicURL, AccentColor string // empty = the default, none, the default

	Provider *chat.Provider // sealed and checked by its own rules; nil = none
	Models   []chat.Model
}

// Setup makes the first account, an administrator, together with the server's
// settings. Conflict when there is an account already; of several calls at the
// same time one succeeds.
func (s *Service) Setup(ctx context.Context, in SetupInput) (chat.Account, error) {
	done, err := s.IsSetup(ctx)
	if err != nil {
		return chat.Account{}, err
	}
	if done {
		return chat.Account{}, errSetUp()
	}
	unit, err := s.checkSetup(in)
	if err != nil {
		return chat.Account{}, err
	}
	if unit.PasswordHash, err = s.hasher.Hash(ctx, in.Password); err != nil {
		return chat.Account{}, err
	}
	if err := s.store.Setup(ctx, unit); err != nil {
		return chat.Account{}, err
	}
	s.closeSetup()
	s.log.InfoContext(ctx, "the server is set up", "account_id", unit.Account.ID)
	return unit.Account, nil
}

func (s *Service) checkSetup(in SetupInput) (store.Setup, error) {
	now := s.now()
	var f fields
	unit := store.Setup{
		Account: chat.Account{
			ID:        chat.NewID[chat.Account](),
			Username:  f.username(in.Username),
			Email:     f.email(in.Email),
			Roles:     chat.RoleAdmin | chat.RoleMember,
			Theme:     "system",
			CreatedAt: now,
			UpdatedAt: now,
		},
		ServerName:  in.ServerName,
		PublicURL:   in.PublicURL,
		AccentColor: in.AccentColor,
		Provider:    in.Provider,
		Models:      in.Models,
	}
	f.password("password", in.Password, orDefault(in.MinPassword, minPasswordRunes))
	if err := s.opts.CheckSettings(&unit); err != nil {
		refused, ok := errors.AsType[*chat.Error](err)
		if !ok || refused.Kind != chat.Invalid {
			return store.Setup{}, err
		}
		f = append(f, refused.Fields...)
	}
	return unit, f.err()
}
