package httpapi

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	jsonMediaType    = "application/json"
	problemMediaType = "application/problem+json"
	formMediaType    = "multipart/form-data"

	problemTypePrefix = "https://rustygpt.dev/problems/"
)

// kindAnswer is how a kind of failure is answered: status, and the code where
// the error has none of its own.
type kindAnswer struct {
	status int
	code   string // conversations API
	chats  string // chats API
}

// kinds is the table of failures. A request that its sender gave up gets the
// unofficial status 499, which only the log ever sees.
var kinds = map[chat.Kind]kindAnswer{
	chat.Internal:        {http.StatusInternalServerError, "RGP.INTERNAL", "internal_error"},
	chat.Invalid:         {http.StatusBadRequest, "validation_failed", "bad_request"},
	chat.Unauthenticated: {http.StatusUnauthorized, "unauthorized", "unauthorized"},
	chat.Forbidden:       {http.StatusForbidden, "RGP.RBAC.FORBIDDEN", "forbidden"},
	chat.NotFound:        {http.StatusNotFound, "RGP.NOT_FOUND", "not_found"},
	chat.Conflict:        {http.StatusConflict, "RGP.CONFLICT", "conflict"},
	chat.Gone:            {http.StatusGone, "RGP.GONE", "gone"},
	chat.TooLarge:        {http.StatusRequestEntityTooLarge, "RGP.VALIDATION.BODY", "payload_too_large"},
	chat.Unprocessable:   {http.StatusUnprocessableEntity, "RGP.UNPROCESSABLE", "unprocessable"},
	chat.Disabled:        {http.StatusLocked, "RGP.AUTH.DISABLED", "unauthorized"},
	chat.RateLimited:     {http.StatusTooManyRequests, "RGP.RATE_LIMITED", "rate_limited"},
	chat.Upstream:        {http.StatusBadGateway, "RGP.LLM.UPSTREAM", "provider_error"},
	chat.Unavailable:     {http.StatusServiceUnavailable, "RGP.UNAVAILABLE", "unavailable"},
	chat.Canceled:        {499, "RGP.CANCELED", "canceled"},
}

// requestError is a failure that only HTTP has: it never reached the rules.
type requestError struct {
	kindAnswer
	message chat.Sentence
	fields  []chat.FieldError
	allow   string // for the Allow header of a 405
}

func (f *requestError) Error() string { return string(f.message) }

// The ways a request can be unreadable.
var (
	badBody      = kindAnswer{http.StatusBadRequest, "RGP.VALIDATION.BODY", "bad_request"}
	badPath      = kindAnswer{http.StatusBadRequest, "RGP.VALIDATION.PATH", "bad_request"}
	badQuery     = kindAnswer{http.StatusBadRequest, "RGP.VALIDATION.QUERY", "bad_request"}
	unfitBody    = kindAnswer{http.StatusUnprocessableEntity, "RGP.VALIDATION.BODY", "unprocessable"}
	largeBody    = kindAnswer{http.StatusRequestEntityTooLarge, "RGP.VALIDATION.BODY", "payload_too_large"}
	slowBody     = kindAnswer{http.StatusRequestTimeout, "RGP.VALIDATION.BODY", "bad_request"}
	foreignMedia = kindAnswer{http.StatusUnsupportedMediaType, "RGP.VALIDATION.BODY", "unsupported_media_type"}
	wrongMethod  = kindAnswer{http.StatusMethodNotAllowed, "RGP.METHOD_NOT_ALLOWED", "method_not_allowed"}
)

// problem is a failure ready to be sent.
type problem struct {
	status int
	media  string
	body   any // api.Problem or api.ErrorResponse
	log    string
}

// Error, GetStatus and ContentType let huma send the problem.
func (p *problem) Error() string             { return p.log }
func (p *problem) GetStatus() int            { return p.status }
func (p *problem) ContentType(string) string { return p.media }

// MarshalJSONTo writes the body alone.
func (p *problem) MarshalJSONTo(enc *jsontext.Encoder) error { return json.MarshalEncode(enc, p.body) }

// Schema keeps huma from describing the wrapper; operations refer to the body.
func (*problem) Schema(huma.Registry) *huma.Schema { return &huma.Schema{} }

// problem turns a failure into its answer and sets the headers that go with it.
// It is the only place that does. The cause of a 5xx is kept for the log and
// never sent.
func (x *exchange) problem(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	f := explain(err)
	if f.status >= http.StatusInternalServerError {
		x.fault = err
	}
	h := x.Header()
	h.Set("Cache-Control", "no-store")
	if f.allow != "" {
		h.Set("Allow", f.allow)
	}
	if f.retryAfter > 0 {
		h.Set("Retry-After", strconv.FormatInt(f.retryAfter, 10))
	}
	return x.render(f)
}

// failure is everything that is known about a failure, before the surface
// decides on its form.
type failure struct {
	kindAnswer
	own        string // code that the error brought along
	message    chat.Sentence
	fields     []chat.FieldError
	retryAfter int64 // seconds
	allow      string
}

// explain finds out what an error means to the person who caused it.
func explain(err error) failure {
	if f, ok := errors.AsType[*requestError](err); ok {
		return failure{kindAnswer: f.kindAnswer, message: f.message, fields: f.fields, allow: f.allow}
	}
	e, ok := errors.AsType[*chat.Error](err)
	if !ok || e.Kind == chat.Internal {
		return failure{kindAnswer: kinds[chat.Internal], message: "The server failed to answer this request."}
	}
	message := e.Message
	if e.Fields == nil { // else it begins with the name of a field
		message = message.Whole()
	}
	return failure{
		kindAnswer: kinds[e.Kind],
		own:        e.Code,
		message:    message,
		fields:     e.Fields,
		retryAfter: wholeSeconds(e.RetryAfter),
	}
}

// wholeSeconds rounds up, so that who waits that long waits long enough.
func wholeSeconds(d time.Duration) int64 { return int64(math.Ceil(d.Seconds())) }

func (x *exchange) render(f failure) *problem {
	if x.surface() == setupSurface {
		return x.renderSetup(f)
	}
	p := api.Problem{
		Status:    f.status,
		Code:      f.code,
		Message:   f.message,
		RequestID: x.id,
	}
	var details api.ProblemDetails
	details.Fields, details.RetryAfterSeconds = f.fields, f.retryAfter
	switch {
	case x.surface() == chatsSurface:
		if f.status == http.StatusLocked {
			p.Status = http.StatusUnauthorized // the chats API does not tell disabled accounts apart
		}
		p.Code, details.RGPCode = f.chats, f.own
	case f.own == account.CodeSessionExpired:
		p.Code, details.RGPCode = f.own, account.CodeExpired
	case f.own != "":
		p.Code = f.own
	}
	if len(details.Fields) > 0 || details.RetryAfterSeconds > 0 || details.RGPCode != "" {
		p.Details = &details
	}
	p.Type, p.Title = problemTypePrefix+p.Code, http.StatusText(p.Status)
	return &problem{status: p.Status, media: problemMediaType, body: p, log: p.Code}
}

// renderSetup follows the documented form of /api/setup, where setting up twice
// is a bad request.
func (x *exchange) renderSetup(f failure) *problem {
	status := f.status
	if status == http.StatusConflict {
		status = http.StatusBadRequest
	}
	return &problem{status: status, media: jsonMediaType, body: api.ErrorResponse{Message: f.message}, log: f.code}
}

// fail answers a request with a failure, outside of huma.
func (x *exchange) fail(err error) {
	p := x.problem(err)
	h := x.Header()
	h.Set("Content-Type", p.media)
	h.Del("Content-Encoding")
	x.WriteHeader(p.status)
	// A client that is gone cannot be told.
	_ = json.MarshalWrite(x, p.body, encoding)
}
