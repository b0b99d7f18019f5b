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
	Forgive *AttemptLimit    // gives back the attempt at the password; nil = none was spent
	Rehash  *Rehash          // nil = the password's hash stays
	Entry   *chat.AuditEntry // what the audit log is told; nil = nothing
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

// AccountUse is an account and how it is used.
type AccountUse struct {
	chat.Account
	Sessions   int       // that can be used now
	LastSeenAt time.Time // zero = never, as far as is known
}

// EndSessions ends an account's login sessions, all but Keep and the tokens that
// it replaced or was replaced by.
type EndSessions struct {
	Account chat.AccountID
	Keep    chat.SessionID // zero = none
	Reason  string
	At      time.Time
}

// DeleteAccount removes an account. What it owned goes to Heir, or else its
// chats, and the groups that nobody else is in, go the way of the trash at once.
// A group it alone owned passes to Heir, or else to the participant with the
// strongest role who has been in it longest. What was deleted before is not
// handed over. What it wrote where others are stays, under its id.
//
// Conflict for the last enabled administrator; Invalid, field to, when Heir is
// the account itself, does not exist or is disabled.
//
// Events, for each group that remains: membership.changed for who owns it now,
// if that changed, and for the account.
type DeleteAccount struct {
	ID   chat.AccountID
	Heir chat.AccountID // zero = nobody
	At   time.Time
}

// DeletedAccount is what deleting an account led to.
type DeletedAccount struct {
	// Running are answers to be cancelled: those the account asked for, and all
	// in what only it took part in.
	Running []chat.MessageID
	Changed []chat.AccountID // whose rights in a conversation changed, the heir's first
	Events  []chat.Event
}

// Belongings count what deleting an account is about.
type Belongings struct {
	Chats       int // its own, that nobody else sees
	GroupsAlone int // that nobody else is in
	GroupsOwned int // that it alone owns, with others in them
}
