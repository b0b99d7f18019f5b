package servertest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/secrettest"
)

// Client is a signed-in person with a cookie jar, as a browser has it.
type Client struct {
	URL  string
	HTTP *http.Client
}

// NewClient makes a client that has not signed in yet. It refuses to read answers
// that hold a planted secret.
func NewClient(serverURL string) *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // only options can fail, and there are none
	}
	return &Client{URL: serverURL, HTTP: &http.Client{Jar: jar, Transport: secrettest.Transport(http.DefaultTransport)}}
}

// StatusError is an answer that was not a success.
type StatusError struct {
	Status int
	Header http.Header
	Body   string
}

func (e *StatusError) Error() string { return fmt.Sprintf("status %d: %s", e.Status, e.Body) }

// Do sends body as JSON (nil = none) with the CSRF header and decodes the
// answer into out (nil = ignore it).
func (c *Client) Do(ctx context.Context, method, path string, body, out any) error {
	resp, err := c.Send(ctx, method, path, body, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}

// Upload sends a body of another type and decodes the answer into out (nil =
// ignore it).
func (c *Client) Upload(ctx context.Context, path, contentType string, body io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := c.send(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// Send is Do for answers that are read as they come. A status of 400 or more
// is a *StatusError.
func (c *Client) Send(ctx context.Context, method, path string, body any, header http.Header) (*http.Response, error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.URL+path, r)
	if err != nil {
		return nil, err
	}
	for k, v := range header {
		req.Header[k] = v
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.send(req)
}

func (c *Client) send(req *http.Request) (*http.Response, error) {
	if token := c.Cookie("CSRF-TOKEN"); token != "" {
		req.Header.Set("X-CSRF-TOKEN", token)
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		defer resp.Body.Close()
		data, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
		if err != nil {
			return nil, err
		}
		return nil, &StatusError{resp.StatusCode, resp.Header, string(data)}
	}
	return resp, nil
}

// Cookie is the value of a cookie in the jar, empty when there is none.
func (c *Client) Cookie(name string) string {
	u, err := url.Parse(c.URL)
	if err != nil {
		return ""
	}
	for _, k := range c.HTTP.Jar.Cookies(u) {
		if k.Name == name {
			return k.Value
		}
	}
	return ""
}

// The administrator that Setup makes.
const (
	AdminName     = "admin"
	AdminPassword = secrettest.Password
)

// Setup makes the first account and signs in as it.
func (c *Client) Setup(t testing.TB) {
	t.Helper()
	err := c.Do(t.Context(), "POST", "/api/setup", map[string]string{
		"username": AdminName, "email": "admin@example.com", "password": AdminPassword,
	}, nil)
	if err != nil {
		t.Fatalf("setup: %v", err)
	}
	c.Login(t, AdminName, AdminPassword)
}

// Login signs in.
func (c *Client) Login(t testing.TB, name, password string) {
	t.Helper()
	err := c.Do(t.Context(), "POST", "/api/auth/login", map[string]string{"email": name, "password": password}, nil)
	if err != nil {
		t.Fatalf("login: %v", err)
	}
}

// Frame is one server-sent event.
type Frame struct {
	ID    string
	Event string
	Data  string
}

// Payload decodes the payload of a conversation event into out.
func (f Frame) Payload(out any) error {
	var envelope struct {
		Type    string          `json:"type"`
		Payload json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal([]byte(f.Data), &envelope); err != nil {
		return fmt.Errorf("frame %q: %w", f.Data, err)
	}
	if envelope.Type != f.Event {
		return fmt.Errorf("frame %q carries an envelope of type %q", f.Event, envelope.Type)
	}
	return json.Unmarshal(envelope.Payload, out)
}

// Frames reads server-sent events until the body ends; comments are skipped.
// An event that the end of the body cuts is dropped (WHATWG HTML §9.2.6).
func Frames(body io.Reader) iter.Seq2[Frame, error] {
	return func(yield func(Frame, error) bool) {
		r := bufio.NewReader(body)
		var f Frame
		var data []string
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				if err != io.EOF {
					yield(Frame{}, err)
				}
				return
			}
			line = strings.TrimRight(line, "\r\n")
			if line == "" {
				if data != nil {
					f.Data = strings.Join(data, "\n")
					if !yield(f, nil) {
						return
					}
				}
				f, data = Frame{}, nil
				continue
			}
			name, value, _ := strings.Cut(line, ":")
			value = strings.TrimPrefix(value, " ")
			switch name {
			case "id":
				f.ID = value
			case "event":
				f.Event = value
			case "data":
				data = append(data, value)
			}
		}
	}
}

// WaitReady polls /readyz until the server answers that it is ready.
func WaitReady(ctx context.Context, serverURL string) error {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, serverURL+"/readyz", nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w", serverURL, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}
