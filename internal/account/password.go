package account

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// checkPassword finds the account that an attempt is about and compares the
// password. Each check spends an attempt before it starts, so that guesses sent
// at the same time, to whichever instances, cannot pass together. It stays
// spent when the password is wrong; whoever called gives it back when it was
// right. Also with Unauthenticated it returns whose password it was not.
func (s *Service) checkPassword(ctx context.Context, a store.PasswordAttempt, password string) (store.Credentials, error) {
	a.Limit, a.At = s.opts.Attempts, s.now()
	who, err := s.findCredentials(ctx, a)
	if err != nil {
		return store.Credentials{}, err
	}
	matches, err := s.matches(ctx, who, password)
	if err != nil { // nothing was learned of the password
		a.Account = who.Account.ID
		s.forgive(ctx, a)
		return store.Credentials{}, err
	}
	if !matches {
		return who, errInvalidCredentials()
	}
	return who, nil
}

// findCredentials answers zero credentials when there is no such account. What
// is too long for a name is nobody's.
func (s *Service) findCredentials(ctx context.Context, a store.PasswordAttempt) (store.Credentials, error) {
	if len(a.Login) > chat.MaxEmailBytes {
		return store.Credentials{}, nil
	}
	who, err := s.store.AttemptPassword(ctx, a)
	if chat.KindOf(err) == chat.NotFound {
		return store.Credentials{}, nil
	}
	return who, asThrottled(err, "too many wrong passwords; try again later")
}

func (s *Service) matches(ctx context.Context, who store.Credentials, password string) (bool, error) {
	if who.Account.ID.IsZero() || len(password) > maxPasswordBytes {
		return false, s.hasher.Pretend(ctx, password[:min(len(password), maxPasswordBytes)])
	}
	return s.hasher.Matches(ctx, who.PasswordHash, password)
}

// forgive gives an attempt back, also when the caller has left. A failure costs
// the owner of the account one of their attempts and is only logged.
func (s *Service) forgive(ctx context.Context, a store.PasswordAttempt) {
	if a.Limit = s.opts.Attempts; a.Limit == nil {
		return
	}
	if err := s.store.ForgivePassword(context.WithoutCancel(ctx), a); err != nil {
		s.log.WarnContext(ctx, "giving an attempt at a password back failed", "account_id", a.Account, "error", err)
	}
}

// rehash makes the hash that a login brings up to the present cost; nil when
// the stored one is as good, or when there is no time for it now.
func (s *Service) rehash(ctx context.Context, who store.Credentials, password string) *store.Rehash {
	if !s.hasher.Outdated(who.PasswordHash) {
		return nil
	}
	hash, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return nil
	}
	return &store.Rehash{Old: who.PasswordHash, New: hash}
}
