package account

import (
	"context"
	"slices"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Logout ends the session of a token. Unauthenticated and Disabled as
// Authenticate.
func (s *Service) Logout(ctx context.Context, token string) error {
	if token == "" {
		return errMissingSession()
	}
	f, err := s.lookUp(ctx, hashToken(token))
	if err != nil {
		return err
	}
	if !f.Session.RotatedAt.IsZero() {
		return errInvalidSession()
	}
	now := s.now()
	if err := s.checkUsable(ctx, f, now, CodeExpired); err != nil {
		return err
	}
	return s.end(ctx, f.Session, "logout", now)
}

// Sessions lists the caller's signed-in devices, newest first.
func (s *Service) Sessions(ctx context.Context, a chat.Actor) ([]chat.LoginSession, error) {
	return s.live(ctx, a.Account.ID)
}

// SessionsOf is Sessions of any account, for administrators. NotFound when there
// is no such account.
func (s *Service) SessionsOf(ctx context.Context, a chat.Actor, id chat.AccountID) ([]chat.LoginSession, error) {
	if _, err := s.Account(ctx, a, id); err != nil {
		return nil, err
	}
	return s.live(ctx, id)
}

// RevokeSession signs one of the caller's own devices out. NotFound when it is
// not theirs or has ended.
func (s *Service) RevokeSession(ctx context.Context, a chat.Actor, id chat.SessionID) error {
	return s.revoke(ctx, a.Account.ID, id, "revoked")
}

// RevokeSessionOf is RevokeSession of any account, for administrators.
func (s *Service) RevokeSessionOf(ctx context.Context, a chat.Actor, account chat.AccountID, id chat.SessionID) error {
	if _, err := s.Account(ctx, a, account); err != nil {
		return err
	}
	return s.revoke(ctx, account, id, "revoked_by_administrator")
}

// RevokeOtherSessions signs the caller out everywhere but where the call comes
// from.
func (s *Service) RevokeOtherSessions(ctx context.Context, a chat.Actor) error {
	return s.revokeAll(ctx, a, a.Account.ID, "revoked")
}

// RevokeSessionsOf signs an account out everywhere, for administrators. Those
// who do it to themselves stay signed in where they are.
func (s *Service) RevokeSessionsOf(ctx context.Context, a chat.Actor, account chat.AccountID) error {
	if _, err := s.Account(ctx, a, account); err != nil {
		return err
	}
	return s.revokeAll(ctx, a, account, "revoked_by_administrator")
}

func (s *Service) live(ctx context.Context, id chat.AccountID) ([]chat.LoginSession, error) {
	list, err := s.store.ListSessions(ctx, id)
	if err != nil {
		return nil, err
	}
	now := s.now()
	return slices.DeleteFunc(list, func(l chat.LoginSession) bool { return !now.Before(l.ExpiresAt) }), nil
}

func (s *Service) revoke(ctx context.Context, account chat.AccountID, id chat.SessionID, reason string) error {
	list, err := s.store.ListSessions(ctx, account)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(l chat.LoginSession) bool { return l.ID == id })
	if at < 0 {
		return chat.Errorf(chat.NotFound, "there is no such login session")
	}
	return s.end(ctx, list[at], reason, s.now())
}

// revokeAll keeps the session that the call comes with: the other accounts have
// none of that name.
func (s *Service) revokeAll(ctx context.Context, a chat.Actor, account chat.AccountID, reason string) error {
	err := s.store.EndSessions(ctx, store.EndSessions{Account: account, Keep: a.Session.ID, Reason: reason, At: s.now()})
	if err == nil {
		s.forgetSessions(account)
	}
	return err
}

// end revokes a session together with those that it has just replaced.
func (s *Service) end(ctx context.Context, session chat.LoginSession, reason string, now time.Time) error {
	if err := s.store.RevokeSession(ctx, session.ID, reason, now); err != nil && chat.KindOf(err) != chat.NotFound {
		return err
	}
	s.forgetSessions(session.AccountID)
	return nil
}

// forgetSessions makes everybody notice that sessions of an account ended. Call
// it after the store has committed.
func (s *Service) forgetSessions(id chat.AccountID) {
	s.Forget(id)
	s.opts.OnRevoke(id)
}

// Changed makes everybody read an account and its sessions anew, after the store
// has committed a change that the rules for something else made.
func (s *Service) Changed(id chat.AccountID) { s.changed(id) }

// changed makes everybody read an account and its sessions anew. Call it after
// the store has committed.
func (s *Service) changed(id chat.AccountID) {
	s.recent.Drop(id)
	s.opts.OnChange(id)
}

// Forget drops what is remembered of an account and its sessions, because
// another process changed them.
func (s *Service) Forget(id chat.AccountID) {
	s.recent.Drop(id)
	s.lineage.Drop(id)
}

// ForgetAll is Forget for all accounts.
func (s *Service) ForgetAll() {
	s.recent.Clear()
	s.lineage.Clear()
}
