package account

import (
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// bearerAbsolute stands for "no absolute limit": a bearer session lives as
// long as it is used.
const bearerAbsolute = 10 * 365 * 24 * time.Hour

// issue makes a login session and its token; nothing is stored yet.
func (s *Service) issue(a chat.Account, kind chat.SessionKind, d chat.Device, absolute, now time.Time) Issued {
	token := newToken()
	hash := hashToken(token)
	return Issued{
		Account: a,
		Session: chat.LoginSession{
			ID:                chat.NewID[chat.LoginSession](),
			AccountID:         a.ID,
			Kind:              kind,
			TokenHash:         hash[:],
			Roles:             a.Roles,
			IssuedAt:          now,
			LastSeenAt:        now,
			ExpiresAt:         s.idleExpiry(kind, now, absolute),
			AbsoluteExpiresAt: absolute,
			Device:            bounded(d),
		},
		Token: token,
		CSRF:  CSRFToken(token),
	}
}

func (s *Service) absoluteExpiry(kind chat.SessionKind, now time.Time) time.Time {
	if kind == chat.BearerSession {
		return now.Add(bearerAbsolute)
	}
	return now.Add(s.opts.Absolute)
}

func (s *Service) idleExpiry(kind chat.SessionKind, now, absolute time.Time) time.Time {
	idle := s.opts.Idle
	if kind == chat.BearerSession {
		idle = s.opts.BearerIdle
	}
	if expiry := now.Add(idle); expiry.Before(absolute) {
		return expiry
	}
	return absolute
}

const maxDeviceBytes = 512

// bounded cuts what a client says about itself to a size worth keeping.
func bounded(d chat.Device) chat.Device {
	return chat.Device{UserAgent: cut(d.UserAgent), IP: cut(d.IP), Fingerprint: cut(d.Fingerprint)}
}

func cut(s string) string {
	if len(s) > maxDeviceBytes {
		s = s[:maxDeviceBytes]
	}
	return strings.ToValidUTF8(s, "")
}

// moved reports whether two descriptions of a device contradict each other. A
// field that one side leaves out contradicts nothing.
func moved(before, now chat.Device) bool {
	return contradicts(before.UserAgent, now.UserAgent) ||
		contradicts(before.IP, now.IP) ||
		contradicts(before.Fingerprint, now.Fingerprint)
}

func contradicts(a, b string) bool { return a != "" && b != "" && a != b }

// updated is what is known of a device after its latest request.
func updated(before, now chat.Device) chat.Device {
	return chat.Device{
		UserAgent:   orDefault(now.UserAgent, before.UserAgent),
		IP:          orDefault(now.IP, before.IP),
		Fingerprint: orDefault(now.Fingerprint, before.Fingerprint),
	}
}
