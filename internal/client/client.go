package client

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// Options say for whom and with what a Client calls. Only Server and Jar have
// to be given.
type Options struct {
	Server string // as ParseServer returns it
	Jar    *Jar

	CSRFCookie string // name of the cookie whose value changes have to repeat; empty = CSRF-TOKEN
	CSRFHeader string // the header in which they do; empty = X-CSRF-Token

	// Pause is how long to wait before the nth attempt in a row to follow a
	// conversation again, from 1. Nil = from about a second to half a minute.
	Pause func(attempt int) time.Duration
	// Silence is how long an event stream may be quiet before it is taken for
	// dead; 0 = 3 minutes. Servers give signs of life every 20 seconds unless
	// they are told otherwise.
	Silence time.Duration
}

// Client calls one server for the person whose login is in its jar. It is safe
// for concurrent use, also by other processes with the same jar.
type Client struct {
	server     string
	jar        *Jar
	csrfCookie string
	csrfHeader string
	pause      func(attempt int) time.Duration
	silence    time.Duration
	http       *http.Client
}

// New makes a client. It does not call anybody.
func New(o Options) *Client {
	c := &Client{
		server: o.Server, jar: o.Jar, csrfCookie: o.CSRFCookie, csrfHeader: o.CSRFHeader,
		pause: o.Pause, silence: o.Silence,
		http: &http.Client{
			Transport: transport(),
			// A redirect is shown, not followed: it may lead to another server.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if c.csrfCookie == "" {
		c.csrfCookie = "CSRF-TOKEN"
	}
	if c.csrfHeader == "" {
		c.csrfHeader = "X-CSRF-Token"
	}
	if c.pause == nil {
		c.pause = backOff
	}
	if c.silence == 0 {
		c.silence = 3 * time.Minute
	}
	return c
}

// transport keeps connections apart from those of other clients in the process.
func transport() http.RoundTripper {
	if usual, ok := http.DefaultTransport.(*http.Transport); ok {
		return usual.Clone()
	}
	return http.DefaultTransport
}

// Server is the address that the client calls.
func (c *Client) Server() string { return c.server }

// backOff doubles from a second up to half a minute and takes up to half of
// that off again, so that the readers of a server that was restarted do not
// come back all at once.
func backOff(attempt int) time.Duration {
	const first, longest = time.Second, 30 * time.Second
	pause := longest
	if attempt < 6 {
		pause = min(longest, first<<(attempt-1))
	}
	return pause - rand.N(pause/2) //nolint:gosec // nothing secret about it
}
