package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// LoginRequest starts a cookie session.
type LoginRequest struct {
	Email    string `json:"email" doc:"E-mail address or user name."`
	Password string `json:"password"`
}

// AuthenticatedUser is the signed-in account.
type AuthenticatedUser struct {
	ID          chat.AccountID `json:"id" format:"uuid"`
	Email       string         `json:"email" doc:"Empty when the account has none."`
	Username    string         `json:"username"`
	DisplayName string         `json:"display_name,omitempty"`
	Roles       []string       `json:"roles" enum:"admin,member,read_only"`
}

// SessionSummary tells how long a login session lasts.
type SessionSummary struct {
	ID                chat.SessionID `json:"id" format:"uuid"`
	IssuedAt          time.Time      `json:"issued_at"`
	ExpiresAt         time.Time      `json:"expires_at" doc:"When it ends without further use."`
	AbsoluteExpiresAt time.Time      `json:"absolute_expires_at,omitzero" doc:"When it ends in any case; absent for sessions that slide on."`
}

// LoginResponse answers login and refresh.
type LoginResponse struct {
	User      AuthenticatedUser `json:"user"`
	Session   SessionSummary    `json:"session"`
	CSRFToken string            `json:"csrf_token" doc:"Send it as X-CSRF-TOKEN with every change; also in the CSRF-TOKEN cookie."`
}

// LogoutResponse answers logout.
type LogoutResponse struct {
	OK bool `json:"ok"`
}

// MeResponse is the signed-in account and its session.
type MeResponse struct {
	User    AuthenticatedUser `json:"user"`
	Session SessionSummary    `json:"session"`
}

// Device is one signed-in device of the caller.
type Device struct {
	ID         chat.SessionID `json:"id" format:"uuid"`
	Current    bool           `json:"current" doc:"Whether this request came from it."`
	Kind       string         `json:"kind" enum:"cookie,bearer" doc:"cookie for browsers, bearer for other programs."`
	UserAgent  string         `json:"user_agent"`
	IP         string         `json:"ip"`
	IssuedAt   time.Time      `json:"issued_at"`
	LastSeenAt time.Time      `json:"last_seen_at"`
	ExpiresAt  time.Time      `json:"expires_at"`
}

// DeviceList lists the signed-in devices of an account, newest first.
type DeviceList struct {
	Sessions []Device `json:"sessions"`
}
