package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// AddParticipantRequest lets somebody into a conversation, or changes the role
// of somebody who is in. One of user_id and username says whom.
type AddParticipantRequest struct {
	UserID   *chat.AccountID       `json:"user_id,omitempty" nullable:"true" format:"uuid"`
	Username *string               `json:"username,omitempty" nullable:"true" doc:"User name or e-mail address, in place of user_id."`
	Role     chat.ConversationRole `json:"role" enum:"owner,admin,member,viewer"`
}

// ParticipantList is everybody who is in a conversation, longest first.
type ParticipantList struct {
	Participants []chat.Participant `json:"participants"`
	Deleted      []chat.AccountID   `json:"deleted,omitempty" doc:"Those of the authors that were asked about whose accounts were deleted."`
}

// CreateInviteRequest makes an invitation.
type CreateInviteRequest struct {
	Email      string                `json:"email" doc:"For whom it is; not blank."`
	Role       chat.ConversationRole `json:"role" enum:"owner,admin,member,viewer"`
	TTLSeconds *int32                `json:"ttl_seconds,omitempty" nullable:"true" doc:"How long it can be accepted; 86400 when missing."`
}

// CreateInviteResponse is the only answer that has the token.
type CreateInviteResponse struct {
	ID        chat.InviteID `json:"id" format:"uuid"`
	Token     string        `json:"token" doc:"Safe to put into an address. Whoever has it can join."`
	ExpiresAt time.Time     `json:"expires_at"`
}

// InviteView is an invitation as owners and admins see it, without its token.
type InviteView struct {
	chat.Invite
	State chat.InviteState `json:"state" enum:"open,accepted,revoked,expired"`
}

// InviteList is a conversation's invitations, newest first.
type InviteList struct {
	Invites []InviteView `json:"invites"`
}

// InvitePreview is what whoever has a token learns before joining.
type InvitePreview struct {
	Title     string                `json:"title" doc:"The conversation's."`
	InvitedBy string                `json:"invited_by" doc:"Name of the person who made the invitation; empty when the account is gone."`
	Role      chat.ConversationRole `json:"role" enum:"owner,admin,member,viewer"`
	ExpiresAt time.Time             `json:"expires_at"`
	State     chat.InviteState      `json:"state" enum:"open,accepted,revoked,expired"`
	SignUp    bool                  `json:"sign_up" doc:"Whether somebody without an account can make one with this invitation."`
}

// AcceptInviteRequest joins the conversation of an invitation.
type AcceptInviteRequest struct {
	Token string `json:"token"`
}

// AcceptInviteResponse names the conversation that was joined.
type AcceptInviteResponse struct {
	ConversationID chat.ConversationID `json:"conversation_id" format:"uuid"`
}

// SignUpRequest makes an account by an invitation and joins its conversation.
type SignUpRequest struct {
	Token       string  `json:"token"`
	Username    string  `json:"username"`
	Email       *string `json:"email,omitempty" nullable:"true"`
	DisplayName *string `json:"display_name,omitempty" nullable:"true"`
	Password    string  `json:"password" doc:"12 characters or more."`
}

// SignUpResponse is the new account, signed in by cookie.
type SignUpResponse struct {
	LoginResponse
	ConversationID chat.ConversationID `json:"conversation_id" format:"uuid"`
}

// ProfileUpdateRequest changes the caller's own account; a missing field stays.
type ProfileUpdateRequest struct {
	Username    *string `json:"username,omitempty" nullable:"true"`
	Email       *string `json:"email,omitempty" nullable:"true" doc:"Empty = none."`
	DisplayName *string `json:"display_name,omitempty" nullable:"true" doc:"Empty = none."`
}
