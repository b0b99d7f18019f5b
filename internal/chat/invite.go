package chat

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// Invite lets whoever has its token into a conversation, once. Only the
// token's hash is kept.
type Invite struct {
	ID             InviteID         `json:"id" format:"uuid"`
	ConversationID ConversationID   `json:"conversation_id" format:"uuid"`
	Email          string           `json:"email" doc:"For whom it was made."`
	Role           ConversationRole `json:"role" enum:"owner,admin,member,viewer"`
	InvitedBy      AccountID        `json:"invited_by" format:"uuid"`
	InviteLife
}

// AccountInvite lets whoever has its token make an account, once. The address
// and the name are suggestions for it.
type AccountInvite struct {
	ID          AccountInviteID
	Roles       Roles     // of the account
	Email       string    // empty = none
	DisplayName string    // empty = none
	InvitedBy   AccountID // outlives the account
	InviteLife
}

// InviteLife is how long an invitation is good for, and what became of it.
type InviteLife struct {
	CreatedAt  time.Time `json:"created_at"`
	ExpiresAt  time.Time `json:"expires_at"`
	AcceptedBy AccountID `json:"accepted_by,omitzero" format:"uuid"`
	AcceptedAt time.Time `json:"accepted_at,omitzero"`
	RevokedAt  time.Time `json:"revoked_at,omitzero"`
}

// InviteState says what an invitation is still good for.
type InviteState string

// The invitation states.
const (
	InviteOpen     InviteState = "open"
	InviteAccepted InviteState = "accepted"
	InviteRevoked  InviteState = "revoked"
	InviteExpired  InviteState = "expired"
)

// State tells what the invitation is good for at a time.
func (l InviteLife) State(now time.Time) InviteState {
	switch {
	case !l.AcceptedAt.IsZero():
		return InviteAccepted
	case !l.RevokedAt.IsZero():
		return InviteRevoked
	case !now.Before(l.ExpiresAt):
		return InviteExpired
	}
	return InviteOpen
}

// Refusal tells why an invitation cannot be accepted at a time: Conflict when
// it was used, Gone when it was withdrawn or has expired, nil while it is open.
func (l InviteLife) Refusal(now time.Time) error {
	switch l.State(now) {
	case InviteAccepted:
		return Errorf(Conflict, "the invitation was used already")
	case InviteRevoked:
		return Errorf(Gone, "the invitation was withdrawn")
	case InviteExpired:
		return Errorf(Gone, "the invitation has expired")
	default:
		return nil
	}
}

const inviteTokenBytes = 32

// NewInviteToken makes the secret of an invitation: 43 characters that are safe
// in an address and on a command line.
func NewInviteToken() string {
	b := make([]byte, inviteTokenBytes)
	_, _ = rand.Read(b) // never fails
	b[0] &= 0x7f        // makes the first character a letter: programs take a hyphen for an option
	return base64.RawURLEncoding.EncodeToString(b)
}

// HashInviteToken is what is kept of a token: who reads the database, or a
// backup of it, can use no invitation.
func HashInviteToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
