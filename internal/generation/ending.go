package generation

import (
	"context"
	"errors"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// What Cancel says of an answer.
const (
	StatusCancelled  = "cancelled"   // it is cancelled, now or already before
	StatusTimedOut   = "timed_out"   // its deadline passed first
	StatusCompleted  = "completed"   // it ended otherwise first
	StatusNotTracked = "not_tracked" // it does not run in this process
)

// The codes of faults that arise here. Those of providers are passed on.
const (
	codeUnavailable = "assistant_unavailable"   // no model, or it cannot be used any more
	codeTimeout     = "assistant_timeout"       // the deadline passed
	codeStream      = "assistant_stream_error"  // the model broke off and gave no code of its own
	codeEmpty       = "assistant_empty"         // the model said nothing, not even why
	codeNoRoom      = "assistant_storage_full"  // there was no room to save more of it
	codeTooLong     = "context_length_exceeded" // the message does not fit into the model's window
)

// ending is how an answer ends.
type ending struct {
	status chat.MessageStatus
	reason string
	fault  *chat.Fault
	cause  error // why the upstream call is given up; nil = somebody wished so, or it is over
}

var (
	endCancelled   = ending{status: chat.StatusCancelled, reason: "cancelled"}
	endInterrupted = ending{status: chat.StatusInterrupted, reason: "interrupted"}
	endNoRoom      = ending{status: chat.StatusFailed, reason: "error", fault: &chat.Fault{
		Code: codeNoRoom, Message: "The server's disk was full, so the answer was not written to its end.",
	}}
	endTimedOut = ending{status: chat.StatusFailed, reason: "timeout", fault: &chat.Fault{
		Code: codeTimeout, Message: "The answer took longer than this server allows.",
	}, cause: context.DeadlineExceeded}
)

func endComplete(reason string) ending {
	return ending{status: chat.StatusComplete, reason: reason}
}

func endFailed(code string, message chat.Sentence) ending {
	return ending{status: chat.StatusFailed, reason: "error", fault: &chat.Fault{Code: code, Message: message}}
}

// endError turns a failure into an ending. Only the message of a chat.Error
// is fit for people; the text of any other error may hold anything.
func endError(err error, code string, message chat.Sentence) ending {
	if e, ok := errors.AsType[*chat.Error](err); ok && e.Kind != chat.Internal {
		if e.Code != "" {
			code = e.Code
		}
		message = e.Message
	}
	return endFailed(code, message)
}

// outcome names the ending in the metrics.
func (e ending) outcome() string {
	switch {
	case e.reason == "timeout":
		return "timed_out"
	case e.status == chat.StatusComplete:
		return "completed"
	default:
		return string(e.status)
	}
}

// cancelStatus is what Cancel reports about an answer that ended this way.
func (e ending) cancelStatus() string {
	switch e.outcome() {
	case "cancelled":
		return StatusCancelled
	case "timed_out":
		return StatusTimedOut
	default:
		return StatusCompleted
	}
}
