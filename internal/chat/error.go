package chat

import (
	"errors"
	"fmt"
	"time"
)

// Kind classifies a failure. The HTTP edge turns it into a status, clients
// turn the status back into it. The zero Kind is Internal: a failure that
// nobody classified is ours.
type Kind uint8

// The kinds of failure, with the HTTP status each becomes.
const (
	Internal        Kind = iota // 500, the text is withheld
	Invalid                     // 400, with Fields
	Unauthenticated             // 401
	Forbidden                   // 403
	NotFound                    // 404, also for what the caller may not see
	Conflict                    // 409
	Gone                        // 410
	TooLarge                    // 413
	Unprocessable               // 422
	Disabled                    // 423, the account is switched off
	RateLimited                 // 429, with RetryAfter
	Upstream                    // 502, a provider refused, broke or sent junk
	Unavailable                 // 503, the store or a provider is out of reach
	Canceled                    // the caller left; nobody reads the answer
)

// Error is a failure with a text for the person who caused it (Message) and,
// apart from it, the cause for the log (Err). Message never contains a secret.
type Error struct {
	Kind       Kind
	Code       string // machine code; empty = the edge's default for the kind
	Message    Sentence
	Fields     []FieldError
	RetryAfter time.Duration // RateLimited and Unavailable: when to try again; 0 = unknown
	Err        error
}

// FieldError says what is wrong with one field of a request.
type FieldError struct {
	Field   string   `json:"field" doc:"Path of the field in the request, dots between levels."`
	Message Sentence `json:"message" doc:"What is wrong with it."`
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Message, e.Err)
	}
	return string(e.Message)
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error of a kind with a default code.
func Errorf(kind Kind, format Sentence, args ...any) *Error {
	return &Error{Kind: kind, Message: Fill(format, args...)}
}

// WithCode makes an Error with a machine code of its own.
func WithCode(kind Kind, code string, message Sentence) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Wrap makes an Error whose cause goes to the log only.
func Wrap(kind Kind, message Sentence, cause error) *Error {
	return &Error{Kind: kind, Message: message, Err: cause}
}

// InvalidField makes an Invalid error about one field.
func InvalidField(field string, message Sentence) *Error {
	return &Error{Kind: Invalid, Message: Fill("%s: %s", Verbatim(field), message), Fields: []FieldError{{field, message}}}
}

// InvalidFields makes one Invalid error about several fields, and nil when
// there are none.
func InvalidFields(fields []FieldError) error {
	if len(fields) == 0 {
		return nil
	}
	e := InvalidField(fields[0].Field, fields[0].Message)
	e.Fields = fields
	return e
}

// KindOf finds the kind of an error, Internal when nobody said.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
