package chat

import "time"

// Participant is an account's membership in a conversation, as the others see
// it.
type Participant struct {
	AccountID   AccountID        `json:"user_id" format:"uuid"`
	Username    string           `json:"username"`
	DisplayName string           `json:"display_name,omitempty"`
	Role        ConversationRole `json:"role" enum:"owner,admin,member,viewer"`
	JoinedAt    time.Time        `json:"joined_at"`
	Presence    PresenceStatus   `json:"presence,omitempty" enum:"online,away,offline"`
	LastSeenAt  time.Time        `json:"last_seen_at,omitzero" doc:"Absent while nobody has seen the person since the server started."`
}

// Name is what a participant is called in a room.
func (p Participant) Name() string {
	if p.DisplayName != "" {
		return p.DisplayName
	}
	return p.Username
}

// PresenceStatus says whether a person is there.
type PresenceStatus string

// The presence statuses.
const (
	PresenceOnline  PresenceStatus = "online"
	PresenceAway    PresenceStatus = "away"
	PresenceOffline PresenceStatus = "offline"
)

// Invite lets whoever has its token into a conversation, once. Only the
// token's hash is kept.
type Invite struct {
	ID             InviteID         `json:"id" format:"uuid"`
	ConversationID ConversationID   `json:"conversation_id" format:"uuid"`
	Email          string           `json:"email" doc:"For whom it was made."`
	Role           ConversationRole `json:"role" enum:"owner,admin,member,viewer"`
	InvitedBy      AccountID        `json:"invited_by" format:"uuid"`
	CreatedAt      time.Time        `json:"created_at"`
	ExpiresAt      time.Time        `json:"expires_at"`
	AcceptedBy     AccountID        `json:"accepted_by,omitzero" format:"uuid"`
	AcceptedAt     time.Time        `json:"accepted_at,omitzero"`
	RevokedAt      time.Time        `json:"revoked_at,omitzero"`
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
func (i Invite) State(now time.Time) InviteState {
	switch {
	case !i.AcceptedAt.IsZero():
		return InviteAccepted
	case !i.RevokedAt.IsZero():
		return InviteRevoked
	case !now.Before(i.ExpiresAt):
		return InviteExpired
	}
	return InviteOpen
}
