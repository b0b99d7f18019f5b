package account

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// rotationReason says why a session got a fresh token.
type rotationReason string

const (
	rotationRequired rotationReason = "requires_rotation" // someone's rights changed
	rotationRole     rotationReason = "role_change"
	rotationIdle     rotationReason = "idle_refresh" // half of the idle time has passed
	rotationExplicit rotationReason = "explicit_refresh"
	rotationSuspect  rotationReason = "suspicious_flag" // the token was seen on two devices
)

var rotationReasons = []rotationReason{rotationRequired, rotationRole, rotationIdle, rotationExplicit, rotationSuspect}

// reboundReason marks a session that was refreshed from another device than it
// began on. That is forgiven once in its life.
const reboundReason = "device_rebound"

// renew returns the fresh token that a session needs, or got moments ago; nil
// when it needs none. Only a browser can be handed one in passing, so only
// tokens that arrived in a cookie are renewed.
func (s *Service) renew(ctx context.Context, f found, d chat.Device, now time.Time) (*Issued, error) {
	if issued, ok := s.lineage.After(f.Session.ID, now); ok {
		return &issued, nil
	}
	reason, due := s.rotationDue(f, now)
	if !due {
		return nil, nil
	}
	issued, err := s.rotate(ctx, f, d, reason, now)
	return &issued, err
}

func (s *Service) rotationDue(f found, now time.Time) (rotationReason, bool) {
	session := f.Session
	switch {
	case session.Kind != chat.CookieSession || !session.RotatedAt.IsZero():
		return "", false
	case session.RequiresRotation && session.RotationReason == string(rotationSuspect):
		return rotationSuspect, true
	case session.RequiresRotation:
		return rotationRequired, true
	case session.Roles != f.Account.Roles:
		return rotationRole, true
	case session.ExpiresAt.Before(session.AbsoluteExpiresAt) && session.ExpiresAt.Sub(now) <= s.opts.Idle/2:
		return rotationIdle, true
	}
	return "", false
}

// rotate replaces a session by one with a fresh id and token and the same
// absolute expiry. Conflict when a request at the same time was first. It does
// not stop half-way when the caller leaves: then nobody would know the token.
func (s *Service) rotate(ctx context.Context, f found, d chat.Device, reason rotationReason, now time.Time) (Issued, error) {
	next := s.issue(f.Account, f.Session.Kind, updated(f.Session.Device, d), f.Session.AbsoluteExpiresAt, now)
	if s.suspicious(f.Session, d) {
		next.Session.RotationReason = reboundReason
	}
	err := s.store.RotateSession(context.WithoutCancel(ctx), store.RotateSession{
		Old:    f.Session.ID,
		Next:   next.Session,
		Reason: string(reason),
		At:     now,
	})
	if err != nil {
		return Issued{}, asRotationConflict(err)
	}
	s.lineage.Add(f.Session.ID, next, now)
	s.changed(f.Account.ID)
	s.metrics.rotations[reason].Inc()
	return next, nil
}

func asRotationConflict(err error) error {
	if chat.KindOf(err) != chat.Conflict {
		return err
	}
	return &chat.Error{
		Kind:    chat.Conflict,
		Code:    CodeRotationRequired,
		Message: "another request has refreshed this login session",
		Err:     err,
	}
}

// Refresh gives a session a fresh token on request. It is also the way out
// for a session whose device changed: that is accepted once, and the second
// time ends the session. Unauthenticated as Authenticate, with the code
// CodeSessionExpired for an expired session; Conflict when another request has
// just refreshed it, whose cookies are the ones to use.
func (s *Service) Refresh(ctx context.Context, token string, d chat.Device) (Issued, error) {
	if token == "" {
		return Issued{}, errMissingSession()
	}
	f, err := s.lookUp(ctx, hashToken(token))
	if err != nil {
		return Issued{}, err
	}
	now, device := s.now(), bounded(d)
	if superseded(f.Session, now) {
		return Issued{}, asRotationConflict(chat.Errorf(chat.Conflict, "the token was replaced"))
	}
	if !f.Session.RotatedAt.IsZero() {
		return Issued{}, errInvalidSession()
	}
	if err := s.checkUsable(ctx, f, now, CodeSessionExpired); err != nil {
		return Issued{}, err
	}
	reason := rotationExplicit
	if s.suspicious(f.Session, device) {
		if rebound(f.Session) {
			return Issued{}, s.suspect(ctx, f.Session, now)
		}
		reason = rotationSuspect
	}
	return s.rotate(ctx, f, device, reason, now)
}

// suspicious reports whether a cookie session is used from another device than
// the one it belongs to. Bearer sessions have no way to recover from that and
// travel with laptops, so they are left alone.
func (s *Service) suspicious(session chat.LoginSession, d chat.Device) bool {
	return s.opts.SuspiciousCheck && session.Kind == chat.CookieSession && moved(session.Device, d)
}

func rebound(session chat.LoginSession) bool { return session.RotationReason == reboundReason }

// suspect refuses a session that is used from another device. All sessions of
// the account must rotate, so that a stolen token dies with the owner's next
// request; a session that was forgiven once ends.
func (s *Service) suspect(ctx context.Context, session chat.LoginSession, now time.Time) error {
	if rebound(session) {
		s.endOnSight(ctx, session, "suspicious", now)
		return errSuspicious()
	}
	if session.RequiresRotation {
		return errSuspicious()
	}
	if _, err := s.store.RequireRotation(ctx, session.AccountID, string(rotationSuspect)); err != nil {
		s.log.WarnContext(ctx, "flagging login sessions failed", "account_id", session.AccountID, "error", err)
	}
	s.changed(session.AccountID)
	return errSuspicious()
}
