package account

import (
	"context"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// LoginInput is the sign-in form and where it came from.
type LoginInput struct {
	Login    string // user name or e-mail address, without ASCII case
	Password string
	Kind     chat.SessionKind
	Device   chat.Device
}

// Issued is a login session with its token, which exists nowhere else.
type Issued struct {
	Account chat.Account
	Session chat.LoginSession
	Token   string
	CSRF    string
}

// Login signs a person in. Unprocessable for a blank name or password,
// Unauthenticated when they do not fit together, RateLimited after too many
// failures for one account, Unavailable when too many sign in at once.
//
// Disabled is told only to someone who knows the password. Every other
// outcome takes one password check, so its duration says nothing about which
// accounts exist.
func (s *Service) Login(ctx context.Context, in LoginInput) (Issued, error) {
	issued, err := s.login(ctx, in)
	s.metrics.countLogin(err)
	return issued, err
}

func (s *Service) login(ctx context.Context, in LoginInput) (Issued, error) {
	in.Login = strings.TrimSpace(in.Login)
	if in.Login == "" || in.Password == "" {
		return Issued{}, chat.WithCode(chat.Unprocessable, CodeInvalidRequest, "a name and a password are needed")
	}
	who, err := s.findCredentials(ctx, in.Login)
	if err != nil {
		return Issued{}, err
	}
	if err := s.checkPassword(ctx, who, throttleKey(who, in.Login), in.Password); err != nil {
		return Issued{}, err
	}
	if who.Account.Disabled() {
		return Issued{}, errDisabled()
	}
	return s.signIn(ctx, who.Account, in)
}

// findCredentials answers zero credentials when there is no such account.
func (s *Service) findCredentials(ctx context.Context, login string) (store.Credentials, error) {
	if len(login) > chat.MaxEmailBytes {
		return store.Credentials{}, nil
	}
	who, err := s.store.FindCredentials(ctx, login)
	if chat.KindOf(err) == chat.NotFound {
		return store.Credentials{}, nil
	}
	return who, err
}

// throttleKey is the account, so that its name and its address share one
// allowance. Names without an account have one too, or being throttled would
// tell which accounts exist.
func throttleKey(who store.Credentials, login string) string {
	if who.Account.ID.IsZero() {
		return strings.ToLower(login[:min(len(login), chat.MaxEmailBytes)])
	}
	return who.Account.ID.String()
}

// checkPassword spends one attempt on each check before it starts, so that
// guesses sent at the same time cannot pass together, and gives it back unless
// the password was wrong.
func (s *Service) checkPassword(ctx context.Context, who store.Credentials, key, password string) error {
	wait, ok := s.opts.Throttle.Take(key)
	if !ok {
		return errThrottled(wait)
	}
	matches, err := s.matches(ctx, who, password)
	if err != nil || matches {
		s.opts.Throttle.Forgive(key)
	}
	if err != nil {
		return err
	}
	if !matches {
		return errInvalidCredentials()
	}
	return nil
}

func (s *Service) matches(ctx context.Context, who store.Credentials, password string) (bool, error) {
	if who.Account.ID.IsZero() || len(password) > maxPasswordBytes {
		return false, s.hasher.Pretend(ctx, password[:min(len(password), maxPasswordBytes)])
	}
	return s.hasher.Matches(ctx, who.PasswordHash, password)
}

func (s *Service) signIn(ctx context.Context, a chat.Account, in LoginInput) (Issued, error) {
	now := s.now()
	issued := s.issue(a, in.Kind, in.Device, s.absoluteExpiry(in.Kind, now), now)
	displaces, err := s.displaces(ctx, a.ID)
	if err != nil {
		return Issued{}, err
	}
	if err := s.store.AddSession(ctx, store.NewSession{Session: issued.Session, Max: s.opts.MaxSessions}); err != nil {
		return Issued{}, err
	}
	if displaces {
		s.forgetSessions(a.ID)
	}
	return issued, nil
}

// displaces reports whether one more login session ends an older one.
func (s *Service) displaces(ctx context.Context, id chat.AccountID) (bool, error) {
	if s.opts.MaxSessions == 0 {
		return false, nil
	}
	live, err := s.store.ListSessions(ctx, id)
	return len(live) >= s.opts.MaxSessions, err
}

func (m *metrics) countLogin(err error) {
	if err == nil {
		m.loginSucceeded.Inc()
		return
	}
	switch chat.KindOf(err) {
	case chat.Unauthenticated, chat.Unprocessable:
		m.loginRefused.Inc()
	case chat.Disabled:
		m.loginDisabled.Inc()
	case chat.RateLimited:
		m.loginThrottled.Inc()
	default:
		m.loginFailed.Inc()
	}
}
