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
