package store

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Setup is the first-run unit of work: it makes the first account (roles admin
// and member), the server's settings and, when given, a first provider with
// models. Conflict when any account exists, checked inside the transaction.
type Setup struct {
	Account      chat.Account
	PasswordHash string
	ServerName   string         // empty = keep the default
	PublicURL    string         // empty = none
	AccentColor  string         // #rrggbb, empty = keep the default
	Provider     *chat.Provider // nil = none
	Models       []chat.Model
}

// SetupToken proves access to an instance's console while setup is open. An
// instance has one, which it keeps valid for as long as it runs.
type SetupToken struct {
	Instance   string
	Hash       []byte // SHA-256
	ValidUntil time.Time
}

// Credentials are what a login is checked against.
type Credentials struct {
	Account      chat.Account
	PasswordHash string
}

// NewSession adds a login session. Live sessions of the account beyond the
// newest Max, this one included, are revoked with reason max_sessions; 0 = no
// limit.
type NewSession struct {
	Session chat.LoginSession
	Max     int
	Forgive *AttemptLimit // gives back the attempt at the password; nil = none was spent
	Rehash  *Rehash       // nil = the password's hash stays
}

// Rehash replaces the hash of a password by another one of the same password,
// unless the password was changed meanwhile.
type Rehash struct{ Old, New string }

// RotateSession replaces a live session by Next, which has a new id and token
// hash and the same absolute expiry. Conflict when Old was rotated or revoked
// meanwhile.
type RotateSession struct {
	Old    chat.SessionID
	Next   chat.LoginSession
	Reason string
	At     time.Time
}

// SessionAccount is a login session with its account as it is now.
type SessionAccount struct {
	Session chat.LoginSession
	Account chat.Account
}

// AccountPatch changes an account; nil fields stay. Conflict when it would
// leave the server without an enabled administrator, or when the name or
// address is taken (both compared without ASCII case, across both columns).
type AccountPatch struct {
	ID                 chat.AccountID
	Username           *string
	Email              *string // empty = none
	DisplayName        *string
	Roles              *chat.Roles
	Disabled           *bool
	Theme              *string
	PasswordHash       *string
	MustChangePassword *bool
	// RevokeSessions ends the account's login sessions with this reason, all
	// but KeepSession; empty = none.
	RevokeSessions string
	KeepSession    chat.SessionID
	At             time.Time
}

// Settings are the server's own, one row.
type Settings struct {
	ServerID       string // a UUID made with the database; moves with a backup
	ServerName     string
	PublicURL      string // empty = none
	AccentColor    string // #rrggbb
	CustomCSS      string
	LogoVersion    string   // of the BrandImage; empty = none
	FaviconVersion string   // likewise
	TrustedProxies []string // addresses or CIDR ranges, added to the configured ones
	LMStudioPath   string   // of LM Studio's command; empty = it is looked for
	SetupComplete  bool
	UpdatedAt      time.Time
}

// SettingsPatch changes the settings; nil fields stay.
type SettingsPatch struct {
	ServerName     *string
	PublicURL      *string // empty = none
	AccentColor    *string
	CustomCSS      *string
	TrustedProxies *[]string
	LMStudioPath   *string // empty = none
	At             time.Time
}
