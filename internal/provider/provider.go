// Package provider is the seam to services that run language models. An
// adapter in a folder below it (openai, demo) speaks one protocol and keeps
// its wire types to itself; package catalog chooses among them.
package provider

import (
	"context"
	"errors"
	"io"
	"iter"
	"strconv"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Provider offers models and runs them. Implementations are safe for
// concurrent use.
//
// Failures are *chat.Error values of kind Upstream (the provider refused,
// broke or sent junk), RateLimited (with RetryAfter when it said so),
// Unavailable (not reachable, timed out) or Canceled (ctx ended). Their code is
// one of the Code constants, their message names the cause for a person and
// never holds a key, a header value or an address.
type Provider interface {
	// Models lists what the service offers, sorted and without repeats.
	Models(ctx context.Context) ([]Offer, error)
	// Stream runs a model. The sequence yields deltas until the answer ends;
	// an error, if any, is the last pair. Ending ctx or the loop closes the
	// connection to the service at once, also before its first byte.
	Stream(ctx context.Context, r Request) iter.Seq2[Delta, error]
	// Relay runs a model for a client that speaks the protocol of OpenAI's chat
	// completions itself: what is read is the event stream as it comes, "[DONE]"
	// included. Reads fail like the rest. Ending ctx or closing the answer closes
	// the connection to the service at once; the caller has to close it.
	Relay(ctx context.Context, c Completion) (io.ReadCloser, error)
}

// Offer is a model that a service lists.
type Offer struct {
	ID    string          // the provider's own name for it
	Facts chat.ModelFacts // as far as the service tells them; what cannot be right is left out
}

// Request asks a model for an answer.
type Request struct {
	Model    string // the provider's own name
	Messages []Message
	Params   chat.ModelParams
}

// Message is one line of a prompt.
type Message struct {
	Role    chat.MessageRole
	Content string
}

// Delta is the next piece of an answer; any field may be empty.
type Delta struct {
	Content      string
	Reasoning    string
	FinishReason string      // stop, length, content_filter, tool_calls; empty = not said
	Usage        *chat.Usage // nil = not said
}

// The codes of provider failures.
const (
	CodeUnreachable     = "provider_unreachable"      // connect, TLS or DNS failed
	CodeTimeout         = "provider_timeout"          // no header or no data for too long
	CodeRefused         = "provider_refused"          // a 4xx or 5xx answer
	CodeRateLimited     = "provider_rate_limited"     // 429
	CodeInvalidResponse = "provider_invalid_response" // not what the protocol says
	CodeBroken          = "provider_stream_broken"    // the stream ended or failed in the middle
	CodeDown            = "provider_down"             // it failed too often and is left alone for a while
)

// StatusError is the cause of a failure whose code is CodeRefused, where the
// service answered with a status.
type StatusError int

func (s StatusError) Error() string { return "HTTP status " + strconv.Itoa(int(s)) }

// Problem is what people may read of a failure.
func Problem(err error) chat.Sentence {
	if e, ok := errors.AsType[*chat.Error](err); ok {
		return e.Message
	}
	return "The provider failed."
}
