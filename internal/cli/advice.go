package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
)

// callError is a failure to get something from a server, with what to do.
type callError struct {
	err    error
	advice string
}

func (e *callError) Error() string { return sentence(e.err.Error()) + " " + e.advice }
func (e *callError) Unwrap() error { return e.err }

// advised adds what to do about a failure, where something can be done.
func advised(err error) error {
	e, ok := errors.AsType[*chat.Error](err)
	if !ok {
		return err
	}
	if advice := adviceFor(e); advice != "" {
		return &callError{err, advice}
	}
	return err
}

func adviceFor(e *chat.Error) string {
	switch e.Code {
	case client.CodeUnreachable:
		return "Is the server running there? Start one with 'rustygpt serve', or name another with --server."
	case client.CodeNotLoggedIn:
		return "Log in first: rustygpt login"
	case client.CodeOtherServer:
		return "Leave --server out, or log in there: rustygpt login --server …"
	case client.CodeNoServer:
		return "Check the address after --server."
	case "RGP.AUTH.INVALID_CREDENTIALS":
		return "Check both and try again."
	case "RGP.AUTH.PASSWORD_CHANGE_REQUIRED":
		return "Open the server's address in a browser to do so, then log in again: rustygpt login"
	}
	switch e.Kind {
	case chat.Unauthenticated:
		return "Log in again: rustygpt login"
	case chat.Forbidden:
		return "An owner of the conversation can change what you may do."
	case chat.NotFound:
		return "Check the id; 'rustygpt chat' lists the conversations you are in."
	case chat.Gone:
		return "Ask for a new one."
	case chat.Disabled:
		return "Ask the server's administrator."
	case chat.RateLimited:
		return "Try again " + in(e.RetryAfter) + "."
	case chat.Unavailable, chat.Upstream, chat.Internal:
		return "Try again later; the server's log says more."
	default:
		return ""
	}
}

func in(wait time.Duration) string {
	switch {
	case wait <= 0:
		return "in a while"
	case wait <= time.Second:
		return "in 1 second"
	case wait < 2*time.Minute:
		return fmt.Sprintf("in %d seconds", int(wait.Round(time.Second)/time.Second))
	default:
		return fmt.Sprintf("in %d minutes", int(wait.Round(time.Minute)/time.Minute))
	}
}

// sentence ends a message, unless it is one already.
func sentence(message string) string {
	if message == "" {
		return message
	}
	switch message[len(message)-1] {
	case '.', '!', '?':
		return message
	}
	return message + "."
}
