package httpapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// encoding lets a stored text that is not valid UTF-8 be read with replacement
// characters rather than fail.
var encoding = json.JoinOptions(jsontext.AllowInvalidUTF8(true), json.Deterministic(true))

// format reads and writes bodies. It is stricter than encoding/json: repeated
// and wrongly capitalised names and broken UTF-8 do not pass.
var format = huma.Format{
	Marshal:   marshal,
	Unmarshal: func(b []byte, v any) error { return json.Unmarshal(b, v) },
}

// bodies are what answers are encoded in.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKeptBody is the size of a buffer, in bytes, above which it is not kept.
const maxKeptBody = 1 << 20

// marshal encodes first and then writes, at one go: what an encoder writes on the
// way net/http passes on in pieces as small as its buffer.
func marshal(w io.Writer, v any) error {
	body, ok := bodies.Get().(*bytes.Buffer)
	if !ok {
		body = new(bytes.Buffer)
	}
	body.Reset()
	defer func() {
		if body.Cap() <= maxKeptBody {
			bodies.Put(body)
		}
	}()
	if err := encode(body, v); err != nil {
		return err
	}
	_, err := w.Write(body.Bytes())
	return err
}

// appender is an answer that is large and frequent enough to know its own form.
type appender interface{ AppendJSON(b []byte) []byte }

func encode(body *bytes.Buffer, v any) error {
	if own, ok := v.(appender); ok {
		_, err := body.Write(own.AppendJSON(body.AvailableBuffer()))
		return err
	}
	return json.MarshalWrite(body, v, encoding)
}

// huma keeps these switches in package variables, so they are set before anything
// of it is used.
func init() { //nolint:gochecknoinits // a second server must not set them while a first one reads them
	huma.DefaultArrayNullable = false // arrays are never null here
	huma.ValidateStrictCasing = true
	huma.NewErrorWithContext = decodeError
	huma.NewError = func(status int, message string, _ ...error) huma.StatusError {
		return &problem{status: status, log: message}
	}
}

// decodeError answers a request that huma could not read. The answer names the
// fields, never what was in them: it may have been a password.
func decodeError(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
	r, _ := humago.Unwrap(ctx)
	return exchangeOf(r.Context()).problem(readFault(status, message, errs))
}

func readFault(status int, message string, errs []error) error {
	for _, err := range errs {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return &requestError{kindAnswer: largeBody, message: "The request body is too large."}
		}
	}
	switch {
	case status == http.StatusBadRequest:
		return &requestError{kindAnswer: badBody, message: "The request body is not well-formed JSON."}
	case status == http.StatusUnsupportedMediaType:
		return unsupportedMedia()
	case status == http.StatusUnprocessableEntity:
		return unfit(errs)
	case status == http.StatusRequestTimeout:
		return &requestError{kindAnswer: slowBody, message: "The request body came too slowly."}
	case message == "cannot read request body":
		return &requestError{kindAnswer: badBody, message: "The request body ended early."}
	}
	return fmt.Errorf("decode request: status %d, %s: %w", status, message, errors.Join(errs...))
}

func unsupportedMedia() error {
	return &requestError{kindAnswer: foreignMedia, message: "The request body has to be application/json."}
}

// unfit explains well-formed input of the wrong type.
func unfit(errs []error) error {
	fault := &requestError{kindAnswer: unfitBody, message: "The request body does not have the expected form."}
	for _, err := range errs {
		d, ok := errors.AsType[*huma.ErrorDetail](err)
		if !ok {
			continue
		}
		place, field, _ := strings.Cut(d.Location, ".")
		switch place {
		case "path":
			return &requestError{kindAnswer: badPath, message: chat.Fill("%s is malformed.", field)}
		case "query", "header":
			fault.kindAnswer, fault.message = badQuery, "A query parameter is malformed."
		}
		fault.fields = append(fault.fields, fieldError(field, d.Message))
	}
	return fault
}

// reworded are the sentences of the validator that clients meet, by how they
// begin, and what is said in their place. What follows the beginning goes into it.
var reworded = []struct {
	begin string
	says  func(rest string) chat.Sentence
}{
	{"expected string to be RFC 4122 uuid", plainly("must be a UUID")},
	{"expected string to be RFC 3339 date-time", plainly("must be a date and a time, as in 2026-05-20T18:00:00Z")},
	{"expected number >= ", limited("must be at least %d")},
	{"expected number <= ", limited("must be at most %d")},
	{"expected length >= ", limited("must have at least %d characters")},
	{"expected length <= ", limited("must have at most %d characters")},
	{"expected value to be one of ", func(list string) chat.Sentence {
		return chat.Fill("must be one of %s", strings.Trim(list, `"`))
	}},
	{"expected string", plainly("must be a string")},
	{"expected boolean", plainly("must be true or false")},
	{"expected integer", plainly("must be a whole number")},
	{"expected number", plainly("must be a number")},
	{"expected array", plainly("must be a list")},
	{"expected object", plainly("must be an object")},
	{"required ", plainly("is required")},
}

func plainly(message chat.Sentence) func(string) chat.Sentence {
	return func(string) chat.Sentence { return message }
}

func limited(message chat.Sentence) func(string) chat.Sentence {
	return func(limit string) chat.Sentence {
		n, err := strconv.ParseInt(limit, 10, 64)
		if err != nil {
			return wrongForm
		}
		return chat.Fill(message, n)
	}
}

const wrongForm chat.Sentence = "has the wrong form"

// fieldError rewords what the validator says. The rest of its messages and those
// of the JSON decoder can quote the input and name Go types; they are replaced.
func fieldError(field, message string) chat.FieldError {
	if name, ok := strings.CutPrefix(message, "expected required property "); ok {
		name, _ = strings.CutSuffix(name, " to be present")
		return chat.FieldError{Field: joinField(field, name), Message: "is required"}
	}
	for _, r := range reworded {
		if rest, ok := strings.CutPrefix(message, r.begin); ok {
			return chat.FieldError{Field: field, Message: r.says(rest)}
		}
	}
	return chat.FieldError{Field: field, Message: wrongForm}
}

func joinField(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}
