package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// AccountInvite is an invitation to make an account, without its token.
type AccountInvite struct {
	ID          chat.AccountInviteID `json:"id" format:"uuid"`
	Role        string               `json:"role" enum:"admin,user" doc:"Of the account."`
	Email       *string              `json:"email" doc:"What the form begins with."`
	DisplayName *string              `json:"display_name" doc:"What the form begins with."`
	InvitedBy   *string              `json:"invited_by" doc:"Name of who made it; null when that account is gone."`
	CreatedAt   time.Time            `json:"created_at"`
	ExpiresAt   time.Time            `json:"expires_at"`
	State       chat.InviteState     `json:"state" enum:"open,accepted,revoked,expired"`
	AcceptedBy  *string              `json:"accepted_by" doc:"User name of who used it; null when nobody did, or that account is gone."`
	AcceptedAt  *time.Time           `json:"accepted_at"`
	RevokedAt   *time.Time           `json:"revoked_at"`
}

// AccountInviteList has the newest ones, newest first.
type AccountInviteList struct {
	Invites []AccountInvite `json:"invites"`
}

// CreateAccountInviteRequest makes an invitation to make an account.
type CreateAccountInviteRequest struct {
	Role        string  `json:"role" enum:"admin,user"`
	Email       *string `json:"email,omitempty" nullable:"true"`
	DisplayName *string `json:"display_name,omitempty" nullable:"true"`
	TTLSeconds  *int32  `json:"ttl_seconds,omitempty" nullable:"true" doc:"How long it can be used; a week when it is left out, at most 30 days."`
}

// NewAccountInvite is an invitation with its token, which is told only now.
type NewAccountInvite struct {
	AccountInvite
	Token string `json:"token"`
}

// AccountInvitePreview is what whoever has a token learns before an account is
// made.
type AccountInvitePreview struct {
	Role        string           `json:"role" enum:"admin,user"`
	Email       *string          `json:"email"`
	DisplayName *string          `json:"display_name"`
	InvitedBy   *string          `json:"invited_by" doc:"Name of who made it; null when that account is gone."`
	ExpiresAt   time.Time        `json:"expires_at"`
	State       chat.InviteState `json:"state" enum:"open,accepted,revoked,expired"`
}

// AcceptAccountInviteRequest makes an account, which is signed in by cookie.
type AcceptAccountInviteRequest struct {
	Username    string  `json:"username"`
	Email       *string `json:"email,omitempty" nullable:"true"`
	DisplayName *string `json:"display_name,omitempty" nullable:"true"`
	Password    string  `json:"password" doc:"At least 12 characters."`
}
