package store

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// NewInvite makes an invitation. InvitedBy needs to be owner or admin, and an
// owner to invite an owner. Conflict while there is an open one for the same
// address, without ASCII case, and role.
type NewInvite struct {
	chat.Invite
	TokenHash []byte
}

// FoundInvite is an invitation as whoever has its token may see it.
type FoundInvite struct {
	Invite  chat.Invite
	Title   string // of the conversation
	Inviter string // name of who made it; empty = the account is gone
}

// AcceptInvite lets an account in by an invitation. Whoever is in already keeps
// the stronger role. NotFound for an unknown token; Gone when it was withdrawn
// or has expired; Conflict when it was used. To repeat it changes nothing for
// whoever used it, as long as they are in.
//
// Events: conversation.updated when a chat becomes a group, membership.changed;
// none when nothing changed.
type AcceptInvite struct {
	TokenHash  []byte
	Account    chat.AccountID
	MatchEmail bool // Forbidden unless the account has the address that was invited
	At         time.Time
}

// Joined is what accepting an invitation led to.
type Joined struct {
	ConversationID chat.ConversationID
	Role           chat.ConversationRole
	Events         []chat.Event
}

// RevokeInvite withdraws an invitation, which is named by its token or by its
// conversation and id. By needs to be owner or admin. To repeat it changes
// nothing; Conflict when the invitation was used.
type RevokeInvite struct {
	TokenHash      []byte // nil = by id
	ConversationID chat.ConversationID
	ID             chat.InviteID
	By             chat.AccountID
	At             time.Time
}

// SignUp makes an account and lets it in by an invitation; it fails as adding
// an account and as AcceptInvite do.
type SignUp struct {
	Account      chat.Account
	PasswordHash string
	TokenHash    []byte
	MatchEmail   bool
}

// NewAccountInvite makes an invitation to make an account. Forbidden unless
// InvitedBy is an enabled administrator.
type NewAccountInvite struct {
	chat.AccountInvite
	TokenHash []byte
}

// FoundAccountInvite is such an invitation with the names that belong to it.
type FoundAccountInvite struct {
	Invite  chat.AccountInvite
	Inviter string // name of who made it; empty = the account is gone
	User    string // user name of who used it; empty = nobody, or the account is gone
}

// AcceptAccountInvite makes an account by an invitation, which says its roles.
// NotFound for an unknown token; Gone when it was withdrawn or has expired;
// Conflict when it was used, or when the name or address is taken.
type AcceptAccountInvite struct {
	Account      chat.Account // its roles are ignored
	PasswordHash string
	TokenHash    []byte
}
