package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// User is an account as the chats API shows it.
type User struct {
	ID                 chat.AccountID `json:"id" format:"uuid"`
	Username           string         `json:"username"`
	Email              *string        `json:"email"`
	DisplayName        *string        `json:"display_name"`
	Role               string         `json:"role" enum:"admin,user"`
	Disabled           bool           `json:"disabled"`
	MustChangePassword bool           `json:"must_change_password" doc:"Until it is changed, everything but the account's own routes is refused."`
	Theme              string         `json:"theme" enum:"light,dark,system"`
	CreatedAt          time.Time      `json:"created_at"`
}

// ListedUser is an account as administrators see it.
type ListedUser struct {
	User
	Sessions   int        `json:"sessions" doc:"How many devices are signed in."`
	LastSeenAt *time.Time `json:"last_seen_at" doc:"When one of them was used last, to the minute; null = never, as far as is known."`
}

// ChatsLoginRequest starts a session: a cookie one for a browser, or a bearer
// one for a program of its own.
type ChatsLoginRequest struct {
	Login    string `json:"login" doc:"User name or e-mail address."`
	Password string `json:"password"`
	Portal   bool   `json:"portal,omitempty" doc:"true asks for a bearer token instead of cookies."`
}

// SessionResponse is the signed-in account and what its client needs to go on.
type SessionResponse struct {
	User        User      `json:"user"`
	CSRFToken   *string   `json:"csrf_token" doc:"For cookie sessions: send it as X-CSRF-TOKEN with every change."`
	BearerToken *string   `json:"bearer_token" doc:"Only in the answer to a login with portal true."`
	ExpiresAt   time.Time `json:"expires_at"`
}

// ChangePasswordRequest changes the caller's own password.
type ChangePasswordRequest struct {
	CurrentPassword string `json:"current_password"`
	NewPassword     string `json:"new_password" doc:"At least 12 characters."`
}

// UpdatePreferencesRequest changes the caller's preferences.
type UpdatePreferencesRequest struct {
	Theme string `json:"theme" enum:"light,dark,system"`
}

// CreateUserRequest makes an account, which has to change its password first.
type CreateUserRequest struct {
	Username    string  `json:"username"`
	Email       *string `json:"email,omitempty" nullable:"true"`
	DisplayName *string `json:"display_name,omitempty" nullable:"true"`
	Password    string  `json:"password" doc:"At least 12 characters."`
	Role        string  `json:"role" enum:"admin,user"`
}

// UpdateUserRequest changes an account; a missing field stays.
type UpdateUserRequest struct {
	Username            *string `json:"username,omitempty" nullable:"true"`
	Email               *string `json:"email,omitempty" nullable:"true" doc:"Empty removes it."`
	DisplayName         *string `json:"display_name,omitempty" nullable:"true" doc:"Empty removes it."`
	Role                *string `json:"role,omitempty" nullable:"true" enum:"admin,user"`
	Disabled            *bool   `json:"disabled,omitempty" nullable:"true"`
	ReplacementPassword *string `json:"replacement_password,omitempty" nullable:"true" doc:"Ends the account's sessions and must be changed at the next login."`
}

// Belongings count what deleting an account is about. What was deleted before is
// left out.
type Belongings struct {
	Chats       int `json:"chats" doc:"Chats that nobody else sees."`
	GroupsAlone int `json:"groups_alone" doc:"Groups that nobody else is in."`
	GroupsOwned int `json:"groups_owned" doc:"Groups with others in them that nobody else owns."`
}
