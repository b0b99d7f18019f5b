package account

import (
	"errors"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// The machine codes of failures to sign in or to prove being signed in.
const (
	CodeInvalidRequest   = "invalid_request" // blank name or password
	CodeWrongLogin       = "RGP.AUTH.INVALID_CREDENTIALS"
	CodeDisabled         = "RGP.AUTH.DISABLED"
	CodeMissingSession   = "RGP.AUTH.MISSING_SESSION"
	CodeInvalidSession   = "RGP.AUTH.INVALID_SESSION"
	CodeExpired          = "RGP.AUTH.EXPIRED"
	CodeSessionExpired   = "session_expired"            // CodeExpired, as Refresh says it
	CodeSuspicious       = "RGP.AUTH.SUSPICIOUS"        // Refresh may recover from it
	CodeRotationRequired = "RGP.AUTH.ROTATION_REQUIRED" // another request has rotated: use its cookies
)

func errInvalidCredentials() error {
	return chat.WithCode(chat.Unauthenticated, CodeWrongLogin, "the name or the password is wrong")
}

func errDisabled() error {
	return chat.WithCode(chat.Disabled, CodeDisabled, "this account is disabled")
}

func errMissingSession() error {
	return chat.WithCode(chat.Unauthenticated, CodeMissingSession, "not signed in")
}

func errInvalidSession() error {
	return chat.WithCode(chat.Unauthenticated, CodeInvalidSession, "this login session does not exist any more")
}

func errExpired(code string) error {
	return chat.WithCode(chat.Unauthenticated, code, "this login session has expired")
}

func errSuspicious() error {
	return chat.WithCode(chat.Unauthenticated, CodeSuspicious, "this login session was begun on another device")
}

// asThrottled says to people what it means that an attempt is one too many. The
// wait is in whole seconds, as they read it.
func asThrottled(err error, message chat.Sentence) error {
	refused, ok := errors.AsType[*chat.Error](err)
	if !ok || refused.Kind != chat.RateLimited {
		return err
	}
	wait := (refused.RetryAfter + time.Second - 1).Truncate(time.Second)
	return &chat.Error{Kind: chat.RateLimited, Message: message, RetryAfter: wait}
}
