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

	RequestID string // for the audit log
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
	in.Login, in.Device = strings.TrimSpace(in.Login), bounded(in.Device)
	issued, who, err := s.login(ctx, in)
	s.metrics.countLogin(err)
	if err != nil {
		s.recordFailure(ctx, in, who, err)
	}
	return issued, err
}

// login also returns the account that the name belongs to, as far as it was
// looked for; zero = it is nobody's.
func (s *Service) login(ctx context.Context, in LoginInput) (issued Issued, who chat.Account, err error) {
	if in.Login == "" || in.Password == "" {
		return Issued{}, who, chat.WithCode(chat.Unprocessable, CodeInvalidRequest, "a name and a password are needed")
	}
	found, err := s.checkPassword(ctx, store.PasswordAttempt{Login: in.Login}, in.Password)
	if err != nil {
		return Issued{}, found.Account, err
	}
	if found.Account.Disabled() {
		s.forgive(ctx, store.PasswordAttempt{Account: found.Account.ID})
		return Issued{}, found.Account, errDisabled()
	}
	issued, err = s.signIn(ctx, found.Account, in, store.NewSession{Forgive: s.opts.Attempts, Rehash: s.rehash(ctx, found, in.Password)})
	return issued, found.Account, err
}

// signIn begins a login session. What else the unit of work brings is in n.
func (s *Service) signIn(ctx context.Context, a chat.Account, in LoginInput, n store.NewSession) (Issued, error) {
	now := s.now()
	issued := s.issue(a, in.Kind, in.Device, s.absoluteExpiry(in.Kind, now), now)
	displaces, err := s.displaces(ctx, a.ID)
	if err != nil {
		return Issued{}, err
	}
	n.Session, n.Max, n.Entry = issued.Session, s.opts.MaxSessions, s.signedIn(a, in)
	if err := s.store.AddSession(ctx, n); err != nil {
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
