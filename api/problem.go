package api

import "github.com/rustygpt/rustygpt/internal/chat"

// Problem is the body of every failure but those of /api/setup (RFC 9457, with
// the extension members code, message, details and request_id).
type Problem struct {
	Type      string          `json:"type" format:"uri" doc:"Identifies the kind of problem; ends in the code."`
	Title     string          `json:"title" doc:"Reason phrase of the status."`
	Status    int             `json:"status" doc:"HTTP status."`
	Code      string          `json:"code" doc:"Machine code."`
	Message   chat.Sentence   `json:"message" doc:"What went wrong, for a person."`
	Details   *ProblemDetails `json:"details,omitempty"`
	RequestID string          `json:"request_id" doc:"Finds this request in the server's log."`
}

// ProblemDetails are facts that some problems add.
type ProblemDetails struct {
	Fields            []chat.FieldError `json:"fields,omitempty" doc:"The parts of the request that are wrong."`
	RetryAfterSeconds int64             `json:"retry_after_seconds,omitzero" doc:"When to try again; also in the Retry-After header."`
	RGPCode           string            `json:"rgp_code,omitempty" doc:"A finer code, where the code is a general one or has a second name."`
}

// ErrorResponse is the body of a failure of /api/setup.
type ErrorResponse struct {
	Message chat.Sentence `json:"message" doc:"What went wrong, for a person."`
	Details *string       `json:"details" doc:"More about it."`
}
