package openai

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// maxQuoteChars bounds what is repeated of a service's own words.
const maxQuoteChars = 300

// Why a call was given up by its watchdog.
var (
	errNoAnswer = errors.New("openai: no answer in time")
	errIdle     = errors.New("openai: no more data in time")
)

func fault(kind chat.Kind, code string, message chat.Sentence, cause error) *chat.Error {
	return &chat.Error{Kind: kind, Code: code, Message: message, Err: cause}
}

func invalid(message chat.Sentence, cause error) *chat.Error {
	return fault(chat.Upstream, provider.CodeInvalidResponse, message, cause)
}

func broken(message chat.Sentence, cause error) *chat.Error {
	return fault(chat.Upstream, provider.CodeBroken, message, cause)
}

// endedBy says why ctx ended, nil while it has not: the caller left or the
// watchdog gave up.
func endedBy(ctx context.Context) *chat.Error {
	if ctx.Err() == nil {
		return nil
	}
	switch cause := context.Cause(ctx); cause {
	case errNoAnswer:
		return fault(chat.Unavailable, provider.CodeTimeout, "The provider did not answer in time.", cause)
	case errIdle:
		return fault(chat.Unavailable, provider.CodeTimeout, "The provider stopped sending in the middle of its answer.", cause)
	default:
		return chat.Wrap(chat.Canceled, "The request was cancelled.", cause)
	}
}

// connectFault explains why there is no response. The texts name the cause by
// class: the library's own ones contain addresses.
func connectFault(err error) *chat.Error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // without the address
	}
	unreachable := func(message chat.Sentence) *chat.Error {
		return fault(chat.Unavailable, provider.CodeUnreachable, message, err)
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "proxyconnect" {
		return unreachable("The provider cannot be reached: the proxy that the server's environment names does not let it through.")
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return unreachable("The provider cannot be reached: its host name is not known.")
	}
	if message := tlsProblem(err); message != "" {
		return unreachable(message)
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return unreachable("The provider cannot be reached: the connection timed out.")
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return unreachable("The provider cannot be reached: the connection was refused.")
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return unreachable("The provider cannot be reached: there is no route to it.")
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return unreachable("The provider cannot be reached: the connection failed.")
	}
	return broken("The provider closed the connection without an answer, or does not speak HTTP.", err)
}

// tlsProblem explains a failed TLS handshake, empty when err is none.
func tlsProblem(err error) chat.Sentence {
	const noTLS = "The provider cannot be reached: it does not speak HTTPS; check whether the base URL should start with http://."
	if errors.Is(err, http.ErrSchemeMismatch) {
		return noTLS
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return noTLS
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return "The provider cannot be reached: its certificate has expired."
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "The provider cannot be reached: its certificate is for another host name."
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "The provider cannot be reached: its certificate is not trusted."
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return "The provider cannot be reached: the TLS handshake failed."
	}
	return ""
}

// statusFault explains a response that is not a success. The body is at most
// the first few kilobytes of it.
func (c *Client) statusFault(resp *http.Response, body []byte) *chat.Error {
	status := strings.TrimSpace(strconv.Itoa(resp.StatusCode) + " " + http.StatusText(resp.StatusCode))
	says := c.says(body)
	e := fault(chat.Upstream, provider.CodeRefused, refusal(status, says), &statusError{
		StatusError:  provider.StatusError(resp.StatusCode),
		aboutUsage:   bytes.Contains(body, []byte("stream_options")) || bytes.Contains(body, []byte("include_usage")),
		wantsNewName: bytes.Contains(body, []byte("max_completion_tokens")),
	})
	e.RetryAfter = retryAfter(resp.Header.Get("Retry-After"), c.opts.Now())
	switch code := resp.StatusCode; {
	case code == http.StatusTooManyRequests:
		e.Kind, e.Code = chat.RateLimited, provider.CodeRateLimited
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		e.Message = denial(status, says)
	case code >= 300 && code < 400:
		e.Message = chat.Fill("The provider redirects the request to another address (%s). Enter that address as its base URL.", status)
	}
	return e
}

func refusal(status string, says chat.Sentence) chat.Sentence {
	if says == "" {
		return chat.Fill("The provider refused the request: %s.", status)
	}
	return chat.Fill("The provider refused the request: %s. It says: %s", status, says)
}

// denial is a refusal that another key may mend.
func denial(status string, says chat.Sentence) chat.Sentence {
	if says == "" {
		return chat.Fill("The provider refused the request: %s. Check its API key.", status)
	}
	return chat.Fill("The provider refused the request: %s. It says: %s Check its API key.", status, says)
}

// reported explains an error that came in place of an answer, or within one.
func reported(code string, says chat.Sentence) *chat.Error {
	if says == "" {
		return fault(chat.Upstream, code, "The provider reported an error.", nil)
	}
	return fault(chat.Upstream, code, chat.Fill("The provider reported an error. It says: %s", says), nil)
}

// statusError is the cause behind a refusal.
type statusError struct {
	provider.StatusError
	aboutUsage   bool // the body speaks of the option that asks for usage
	wantsNewName bool // the body speaks of max_completion_tokens
}

func (e *statusError) Unwrap() error { return e.StatusError }

// longestWait bounds what a service may ask for.
const longestWait = 24 * time.Hour

// retryAfter reads the header of RFC 9110 §10.2.3, seconds or a date; 0 when it
// is absent, past or unreadable.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		if !(seconds > 0) { // past, or not a number
			return 0
		}
		return time.Duration(min(seconds, longestWait.Seconds()) * float64(time.Second))
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), longestWait)
}

// says is a service's own words from an error body as a sentence; empty when
// there are none.
func (c *Client) says(body []byte) chat.Sentence {
	return chat.Verbatim(c.quote(body)).Closed()
}

// quote finds a service's own words in an error body and makes them fit to be
// shown: one short line without secrets. Web pages are not worth quoting.
func (c *Client) quote(body []byte) string {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[0] == '<' {
		return ""
	}
	words := string(body)
	if body[0] == '{' || body[0] == '[' || body[0] == '"' {
		words = errorText(body)
	}
	return c.clean(words)
}

// errorText finds the message in the shapes that error bodies come in:
// {"error":{"message":…}}, {"error":…}, {"message":…}, {"detail":…}, a list of
// those, or a bare string.
func errorText(value jsontext.Value) string {
	switch value.Kind() {
	case '"':
		var s string
		_ = json.Unmarshal(value, &s, lenient) // what is not a string reads as none
		return s
	case '[':
		var list []jsontext.Value
		if json.Unmarshal(value, &list, lenient) == nil && len(list) > 0 {
			return errorText(list[0])
		}
	case '{':
		var fields struct {
			Error, Message, Detail, Msg jsontext.Value
		}
		if json.Unmarshal(value, &fields, lenient, json.MatchCaseInsensitiveNames(true)) != nil {
			return ""
		}
		for _, field := range []jsontext.Value{fields.Error, fields.Message, fields.Detail, fields.Msg} {
			if words := errorText(field); words != "" {
				return words
			}
		}
	}
	return ""
}

// clean makes a service's words one line of at most maxQuoteChars characters,
// without control characters and without what it was sent in confidence:
// services like to repeat a wrong key.
func (c *Client) clean(words string) string {
	words = c.scrub.Replace(oneLine(words))
	if runes := []rune(words); len(runes) > maxQuoteChars {
		words = strings.TrimSpace(string(runes[:maxQuoteChars-1])) + "…"
	}
	return words
}

// oneLine turns white space into single spaces and drops what does not print,
// including the marks that turn text around.
func oneLine(s string) string {
	printable := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(printable), " ")
}

// shortestSecret is the length from which a value is taken for a secret:
// replacing shorter ones would only garble the text.
const shortestSecret = 4

// newScrubber makes the replacer that takes an endpoint's secrets and address
// out of a text.
func newScrubber(e provider.Endpoint) *strings.Replacer {
	secrets := append(slices.Collect(maps.Values(e.Headers)), e.APIKey, e.BaseURL)
	if u, err := url.Parse(e.BaseURL); err == nil && strings.ContainsAny(u.Host, ".:") {
		secrets = append(secrets, u.Host) // unless it may be an ordinary word
	}
	// The longest first: where one secret starts with another, all of it goes.
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, s := range secrets {
		if s = oneLine(s); len(s) >= shortestSecret {
			pairs = append(pairs, s, "[removed]")
		}
	}
	return strings.NewReplacer(pairs...)
}
