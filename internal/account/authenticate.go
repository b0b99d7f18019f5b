package account

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Presented is the proof that came with a request.
type Presented struct {
	Token    string
	Kind     chat.SessionKind // how the token arrived, however it was issued
	Device   chat.Device
	ReadOnly bool // the request changes nothing: GET or HEAD
}

// Authenticated is who sent a request. When the session has a new token it is
// in Rotated; the answer must carry it, since the token that was presented is
// good only for reading, and only for seconds.
type Authenticated struct {
	Actor   chat.Actor
	Rotated *Issued // nil = the token stays
	CSRF    string  // of the token to use from now on; empty unless it came in a cookie
}

const (
	// supersededFor is how long a replaced token may still read: requests that
	// were on their way when another one brought the new token.
	supersededFor = 10 * time.Second
	// touchEvery is how exact "last seen" is, and a bearer session's expiry.
	touchEvery = time.Minute
)

// Authenticate finds out who sent a request. Unauthenticated for a missing,
// unknown, ended, expired or replaced token, with a code of its own for each
// that a client can do something about; Disabled for a disabled account.
func (s *Service) Authenticate(ctx context.Context, p Presented) (Authenticated, error) {
	if p.Token == "" {
		return Authenticated{}, errMissingSession()
	}
	hash := hashToken(p.Token)
	f, err := s.find(ctx, hash)
	if err != nil {
		return Authenticated{}, err
	}
	auth, err := s.admit(ctx, f, p)
	if chat.KindOf(err) != chat.Conflict {
		return auth, err
	}
	// A request at the same time was first to rotate or end the session: judge
	// by what it left.
	if f, err = s.lookUp(ctx, hash); err != nil {
		return Authenticated{}, err
	}
	return s.admit(ctx, f, p)
}

// found is a session as it was at some epoch of the cache.
type found struct {
	store.SessionAccount
	hash  tokenHash
	epoch uint64
}

func (s *Service) find(ctx context.Context, hash tokenHash) (found, error) {
	if sa, epoch, ok := s.recent.Get(hash, s.now()); ok {
		return found{sa, hash, epoch}, nil
	}
	return s.lookUp(ctx, hash)
}

// lookUp asks the store, not the cache. A session that may only read for the
// last seconds of its life is not worth caching.
func (s *Service) lookUp(ctx context.Context, hash tokenHash) (found, error) {
	_, epoch, _ := s.recent.Get(hash, s.now())
	sa, err := s.store.FindSession(ctx, hash[:])
	if chat.KindOf(err) == chat.NotFound {
		return found{}, errInvalidSession()
	}
	if err != nil {
		return found{}, err
	}
	if sa.Session.RotatedAt.IsZero() {
		s.recent.Put(hash, sa, epoch, s.now())
	}
	return found{sa, hash, epoch}, nil
}

// Confirm checks a token again that Authenticate has let pass, for what goes on
// after its request. Who first registers where OnRevoke ends things and then
// asks here cannot miss the end of the session: either it is ended there, or
// this fails, as Authenticate does.
func (s *Service) Confirm(ctx context.Context, token string) error {
	f, err := s.find(ctx, hashToken(token))
	if err != nil {
		return err
	}
	now := s.now()
	if !f.Session.RotatedAt.IsZero() && !superseded(f.Session, now) {
		return errInvalidSession()
	}
	return s.checkUsable(ctx, f, now, CodeExpired)
}

func (s *Service) admit(ctx context.Context, f found, p Presented) (Authenticated, error) {
	now, device := s.now(), bounded(p.Device)
	if replaced := !f.Session.RotatedAt.IsZero(); replaced && (!p.ReadOnly || !superseded(f.Session, now)) {
		return Authenticated{}, errInvalidSession()
	}
	if err := s.checkUsable(ctx, f, now, CodeExpired); err != nil {
		return Authenticated{}, err
	}
	if s.suspicious(f.Session, device) {
		return Authenticated{}, s.suspect(ctx, f.Session, now)
	}
	if p.Kind != chat.CookieSession {
		return Authenticated{Actor: s.actor(ctx, f, device, now)}, nil
	}
	issued, err := s.renew(ctx, f, device, now)
	if err != nil {
		return Authenticated{}, err
	}
	if issued != nil {
		actor := chat.Actor{Account: f.Account, Session: issued.Session}
		return Authenticated{Actor: actor, Rotated: issued, CSRF: issued.CSRF}, nil
	}
	return Authenticated{Actor: s.actor(ctx, f, device, now), CSRF: CSRFToken(p.Token)}, nil
}

// actor notes that a session was used as it is.
func (s *Service) actor(ctx context.Context, f found, device chat.Device, now time.Time) chat.Actor {
	return chat.Actor{Account: f.Account, Session: s.touch(ctx, f, device, now)}
}

// superseded reports whether a session was replaced so recently that it may
// still read.
func superseded(session chat.LoginSession, now time.Time) bool {
	return !session.RotatedAt.IsZero() && now.Sub(session.RotatedAt) < supersededFor
}

// checkUsable ends a session on sight that nobody may use any more.
func (s *Service) checkUsable(ctx context.Context, f found, now time.Time, expiredCode string) error {
	switch {
	case f.Account.Disabled():
		s.endOnSight(ctx, f.Session, "disabled", now)
		return errDisabled()
	case !now.Before(f.Session.AbsoluteExpiresAt):
		s.endOnSight(ctx, f.Session, "absolute_expired", now)
		return errExpired(expiredCode)
	case !now.Before(f.Session.ExpiresAt):
		s.endOnSight(ctx, f.Session, "idle_expired", now)
		return errExpired(expiredCode)
	}
	return nil
}

// endOnSight keeps the books tidy. The session is refused in any case, so a
// failure to write is only logged.
func (s *Service) endOnSight(ctx context.Context, session chat.LoginSession, reason string, now time.Time) {
	if err := s.end(ctx, session, reason, now); err != nil {
		s.log.WarnContext(ctx, "ending a login session failed", "account_id", session.AccountID, "reason", reason, "error", err)
	}
}

// touch notes that a live session was used, and lets a bearer session slide,
// now and then. The request goes on when that fails.
func (s *Service) touch(ctx context.Context, f found, device chat.Device, now time.Time) chat.LoginSession {
	session := f.Session
	if !session.RotatedAt.IsZero() || now.Sub(session.LastSeenAt) < touchEvery {
		return session
	}
	session.LastSeenAt = now
	session.Device = updated(session.Device, device)
	if session.Kind == chat.BearerSession {
		session.ExpiresAt = s.idleExpiry(session.Kind, now, session.AbsoluteExpiresAt)
	}
	if err := s.store.TouchSession(ctx, session); err != nil {
		s.log.WarnContext(ctx, "noting the use of a login session failed", "account_id", session.AccountID, "error", err)
		s.recent.Drop(session.AccountID)
		return f.Session
	}
	s.recent.Put(f.hash, store.SessionAccount{Session: session, Account: f.Account}, f.epoch, now)
	return session
}
