package chat

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
)

// ID identifies one Noun. It is a UUID; the ones made here are version 7, so
// they sort by creation time, but any version is accepted. The type parameter
// only keeps ids of different nouns apart at compile time. The zero ID means
// "none": it is left out of JSON by omitzero and stored as NULL.
type ID[Noun any] struct{ uuid.UUID }

type (
	// AccountID names an Account.
	AccountID = ID[Account]
	// SessionID names a LoginSession.
	SessionID = ID[LoginSession]
	// ConversationID names a Conversation.
	ConversationID = ID[Conversation]
	// InviteID names an Invite.
	InviteID = ID[Invite]
	// AccountInviteID names an AccountInvite.
	AccountInviteID = ID[AccountInvite]
	// MessageID names a Message.
	MessageID = ID[Message]
	// ProviderID names a Provider.
	ProviderID = ID[Provider]
	// ModelID names a Model.
	ModelID = ID[Model]
	// AuditID names an AuditEntry.
	AuditID = ID[AuditEntry]
)

// NewID makes a fresh version 7 id. Ids made by one process are strictly
// increasing.
func NewID[Noun any]() ID[Noun] {
	return ID[Noun]{uuid.Must(uuid.NewV7())}
}

// ParseID reads the hyphenated, bare, braced or urn form of a UUID.
func ParseID[Noun any](s string) (ID[Noun], error) {
	u, err := uuid.Parse(s)
	if err != nil {
		return ID[Noun]{}, fmt.Errorf("%q is not a UUID", s)
	}
	return ID[Noun]{u}, nil
}

// IsZero reports whether the id names nothing.
func (id ID[Noun]) IsZero() bool { return id.UUID == uuid.Nil }

// AppendText appends the hyphenated form (RFC 9562). Encoders that know this
// method need no memory for each id.
func (id ID[Noun]) AppendText(b []byte) ([]byte, error) {
	b = hex.AppendEncode(b, id.UUID[:4])
	for _, group := range [][]byte{id.UUID[4:6], id.UUID[6:8], id.UUID[8:10], id.UUID[10:]} {
		b = hex.AppendEncode(append(b, '-'), group)
	}
	return b, nil
}

// Value stores the id as its 16 bytes, and the zero id as NULL.
func (id ID[Noun]) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.UUID[:], nil
}

// Scan reads what Value wrote, or the text form.
func (id *ID[Noun]) Scan(src any) error {
	if src == nil {
		id.UUID = uuid.Nil
		return nil
	}
	return id.UUID.Scan(src)
}
