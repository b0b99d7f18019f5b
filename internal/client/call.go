package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	// userAgent is how a person recognizes this device among theirs.
	userAgent = "rustygpt-cli"
	// callTimeout is how long a call may take. Logins of many people at once
	// wait for each other.
	callTimeout = time.Minute
)

// request is one call before it is sent. It can be sent twice.
type request struct {
	method string
	path   string // from /api on
	query  url.Values
	header http.Header
	body   []byte // JSON; nil = none
}

func newRequest(method, path string, body any) (request, error) {
	r := request{method: method, path: path}
	if body == nil {
		return r, nil
	}
	var err error
	r.body, err = json.Marshal(body)
	return r, err
}

// get reads a resource.
func get[T any](ctx context.Context, c *Client, path string, query url.Values) (T, error) {
	return answer[T](ctx, c, request{method: http.MethodGet, path: path, query: query})
}

// post changes something and reads the answer.
func post[T any](ctx context.Context, c *Client, path string, body any) (T, error) {
	r, err := newRequest(http.MethodPost, path, body)
	if err != nil {
		var none T
		return none, err
	}
	return answer[T](ctx, c, r)
}

// change is for calls whose answer is empty.
func (c *Client) change(ctx context.Context, method, path string, body any) error {
	r, err := newRequest(method, path, body)
	if err != nil {
		return err
	}
	_, err = call(ctx, c, r, func(*http.Response) (struct{}, error) { return struct{}{}, nil })
	return err
}

func answer[T any](ctx context.Context, c *Client, r request) (T, error) {
	return call(ctx, c, r, func(resp *http.Response) (T, error) { return decode[T](c, resp) })
}

// call is a request whose answer is read to its end.
func call[T any](ctx context.Context, c *Client, r request, read func(*http.Response) (T, error)) (out T, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	resp, err := c.send(ctx, r)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close()
	return read(resp)
}

func decode[T any](c *Client, resp *http.Response) (out T, err error) {
	if media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); media != "application/json" {
		return out, c.foreign(resp)
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return out, c.unreachable(err)
	}
	if err := json.Unmarshal(data, &out); err != nil {
		return out, chat.Wrap(chat.Upstream, chat.Fill("The answer of %s cannot be understood.", c.server), err)
	}
	return out, nil
}

// renewals is how often a call is repeated with a fresh session. Once is enough
// unless somebody else, a browser with the same session, replaces it just then.
const renewals = 2

// send calls the server for whoever is logged in. When the session turns out
// to be stale it is refreshed and the call repeated. A status of 400 or more is
// a *chat.Error.
func (c *Client) send(ctx context.Context, r request) (*http.Response, error) {
	login, err := c.jar.read(c.server)
	if err != nil {
		return nil, err
	}
	resp, err := c.attempt(ctx, r, login)
	for n := 0; n < renewals && chat.KindOf(err) == chat.Unauthenticated; n++ {
		if login, err = c.renew(ctx, login); err != nil {
			return nil, err
		}
		resp, err = c.attempt(ctx, r, login)
	}
	return resp, err
}

// attempt sends a call once and keeps the cookies of a rotated session, which
// come with refusals too.
func (c *Client) attempt(ctx context.Context, r request, login cookies) (*http.Response, error) {
	resp, err := c.exchange(ctx, r, login)
	if err != nil {
		return nil, err
	}
	if resp.Header.Get("X-Session-Rotated") != "" {
		if err := c.jar.swap(c.server, login, login.with(resp.Cookies())); err != nil {
			resp.Body.Close()
			return nil, err
		}
	}
	return checked(c, resp)
}

// exchange sends a request and returns whatever was answered.
func (c *Client) exchange(ctx context.Context, r request, login cookies) (*http.Response, error) {
	address := c.server + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", userAgent)
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if len(login) > 0 {
		req.Header.Set("Cookie", login.String())
	}
	if token := login.value(c.csrfCookie); token != "" && r.method != http.MethodGet {
		req.Header.Set(c.csrfHeader, token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.unreachable(err)
	}
	return resp, nil
}

// unreachable is a failure to get any answer.
func (c *Client) unreachable(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // the address is in the message already
	}
	switch {
	case errors.Is(err, context.Canceled):
		return chat.Errorf(chat.Canceled, "interrupted")
	case errors.Is(err, context.DeadlineExceeded):
		err = errors.New("no answer in time")
	}
	return &chat.Error{Kind: chat.Unavailable, Code: CodeUnreachable, Message: chat.Fill("%s cannot be reached", c.server), Err: err}
}
