package client

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// kinds reads the server's table of failures from right to left.
var kinds = map[int]chat.Kind{
	http.StatusBadRequest:            chat.Invalid,
	http.StatusUnauthorized:          chat.Unauthenticated,
	http.StatusForbidden:             chat.Forbidden,
	http.StatusNotFound:              chat.NotFound,
	http.StatusMethodNotAllowed:      chat.NotFound,
	http.StatusConflict:              chat.Conflict,
	http.StatusGone:                  chat.Gone,
	http.StatusRequestEntityTooLarge: chat.TooLarge,
	http.StatusUnsupportedMediaType:  chat.Invalid,
	http.StatusUnprocessableEntity:   chat.Unprocessable,
	http.StatusLocked:                chat.Disabled,
	http.StatusTooManyRequests:       chat.RateLimited,
	http.StatusBadGateway:            chat.Upstream,
	http.StatusServiceUnavailable:    chat.Unavailable,
	http.StatusGatewayTimeout:        chat.Unavailable,
}

// maxProblemBytes is more than a problem ever needs; proxies send whole pages.
const maxProblemBytes = 64 << 10

// checked passes a success on and turns everything else into a *chat.Error,
// after which the answer is closed.
func checked(c *Client, resp *http.Response) (*http.Response, error) {
	switch {
	case resp.StatusCode >= http.StatusBadRequest:
		defer resp.Body.Close()
		return nil, problem(c, resp)
	case resp.StatusCode >= http.StatusMultipleChoices:
		defer resp.Body.Close()
		return nil, c.foreign(resp)
	}
	return resp, nil
}

// problem reads a failure back (RFC 9457). What other programs on the way
// answer is told by its status alone.
func problem(c *Client, resp *http.Response) *chat.Error {
	e := &chat.Error{
		Kind:       kinds[resp.StatusCode], // Internal for what is not in it
		RetryAfter: retryAfter(resp.Header.Get("Retry-After")),
		Message:    chat.Fill("%s answered: %s", c.server, resp.Status),
	}
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxProblemBytes))
	var p api.Problem
	if media != "application/problem+json" || err != nil || json.Unmarshal(body, &p) != nil || p.Message == "" {
		return e
	}
	e.Code, e.Message = p.Code, p.Message
	if d := p.Details; d != nil {
		e.Fields = d.Fields
		if e.RetryAfter == 0 {
			e.RetryAfter = time.Duration(d.RetryAfterSeconds) * time.Second
		}
	}
	return e
}

// retryAfter reads the form in seconds, the only one our servers send.
func retryAfter(header string) time.Duration {
	seconds, err := strconv.ParseInt(header, 10, 32)
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// foreign is an answer that no rustygpt server gives.
func (c *Client) foreign(resp *http.Response) error {
	message := chat.Fill("%s does not answer like a rustygpt server (%s).", c.server, resp.Status)
	if to := resp.Header.Get("Location"); to != "" {
		message = chat.Fill("%s sends everybody to %s. Give that address instead.", c.server, to)
	}
	return chat.WithCode(chat.Upstream, CodeNoServer, message)
}
