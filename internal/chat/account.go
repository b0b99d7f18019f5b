package chat

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Account is a person's identity on this server.
type Account struct {
	ID                 AccountID
	Username           string
	Email              string // empty = none
	DisplayName        string // empty = none
	Roles              Roles
	Theme              string // light, dark or system
	MustChangePassword bool
	DisabledAt         time.Time // zero = enabled
	CreatedAt          time.Time
	UpdatedAt          time.Time
}

// Disabled reports whether the account may not be used.
func (a Account) Disabled() bool { return !a.DisabledAt.IsZero() }

// MaxEmailBytes is the length of the longest e-mail address: RFC 5321
// §4.5.3.1.3, without the angle brackets.
const MaxEmailBytes = 254

// IsEmail checks no more than that an address can be told from a name: nothing
// is ever mailed.
func IsEmail(address string) bool {
	return strings.Contains(address, "@") && len(address) <= MaxEmailBytes && !strings.ContainsFunc(address, notInEmail)
}

// notInEmail also refuses what a broken encoding decodes to.
func notInEmail(r rune) bool { return r == ' ' || unicode.IsControl(r) || r == utf8.RuneError }

// Roles is a set of server-wide roles.
type Roles uint8

// The server-wide roles. Every account that has none counts as RoleMember.
const (
	RoleAdmin Roles = 1 << iota
	RoleMember
	RoleReadOnly
)

// Has reports whether all the given roles are in the set.
func (r Roles) Has(role Roles) bool { return r&role == role }

// Names lists the set in the wire order: admin, member, read_only.
func (r Roles) Names() []string {
	names := make([]string, 0, 3)
	if r.Has(RoleAdmin) {
		names = append(names, "admin")
	}
	if r.Has(RoleMember) || r == 0 {
		names = append(names, "member")
	}
	if r.Has(RoleReadOnly) {
		names = append(names, "read_only")
	}
	return names
}

// SessionKind says how a login session's token travels.
type SessionKind string

// The kinds of login session.
const (
	CookieSession SessionKind = "cookie" // a browser: rotates, needs the CSRF header
	BearerSession SessionKind = "bearer" // Portal, CLI, scripts: slides, never rotates
)

// LoginSession is one signed-in device. The token itself is never kept, only
// its SHA-256.
type LoginSession struct {
	ID                SessionID
	AccountID         AccountID
	Kind              SessionKind
	TokenHash         []byte
	Roles             Roles // at the time of issue; a difference forces rotation
	IssuedAt          time.Time
	LastSeenAt        time.Time
	ExpiresAt         time.Time // idle limit
	AbsoluteExpiresAt time.Time
	RotatedAt         time.Time // zero = current; else superseded by a newer token
	RevokedAt         time.Time // zero = live
	RevokeReason      string
	RequiresRotation  bool
	RotationReason    string
	Device            Device
}

// Device is what the client told about itself; each field may be empty.
type Device struct {
	UserAgent   string
	IP          string // canonical text of an address, or empty
	Fingerprint string
}

// Actor is the authenticated caller of a rule: whose rights count.
type Actor struct {
	Account Account
	Session LoginSession
}
