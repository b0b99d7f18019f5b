// Package openai speaks to services with the API of OpenAI's chat completions,
// which most services and local runners offer.
//
// It is strict about what it sends and lenient about what it receives: the
// dialects differ in line ends, in markers, in where text and errors stand. A
// wrong key, a web page or a connection that breaks is told apart and explained
// in a sentence that names no secret and no address.
package openai

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// Options are limits; a zero field means its default. There is no limit to the
// whole of an answer: slow models may write for an hour.
type Options struct {
	ConnectTimeout time.Duration    // DNS and TCP, then TLS again; default 10 s
	AnswerTimeout  time.Duration    // from the request to the response's header; default 120 s
	IdleTimeout    time.Duration    // between two pieces of a response; default 120 s
	MaxRecordBytes int              // one record of a stream; default 1 MiB
	MaxBodyBytes   int              // a response that is not a stream; default 8 MiB
	Now            func() time.Time // default time.Now
}

func (o Options) withDefaults() Options {
	o.ConnectTimeout = orDefault(o.ConnectTimeout, 10*time.Second)
	o.AnswerTimeout = orDefault(o.AnswerTimeout, 120*time.Second)
	o.IdleTimeout = orDefault(o.IdleTimeout, 120*time.Second)
	o.MaxRecordBytes = orDefault(o.MaxRecordBytes, 1<<20)
	o.MaxBodyBytes = orDefault(o.MaxBodyBytes, 8<<20)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func orDefault[T time.Duration | int](value, fallback T) T {
	if value == 0 {
		return fallback
	}
	return value
}

// Pool makes clients that share their connections. A process needs one.
type Pool struct {
	http *http.Client
	opts Options
}

// NewPool makes a pool. It honours the environment's HTTP_PROXY, HTTPS_PROXY
// and NO_PROXY.
func NewPool(opts Options) *Pool {
	opts = opts.withDefaults()
	return &Pool{opts: opts, http: &http.Client{
		Transport:     newTransport(opts),
		CheckRedirect: stayAtOrigin,
	}}
}

func newTransport(opts Options) *http.Transport {
	dialer := &net.Dialer{Timeout: opts.ConnectTimeout}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: opts.ConnectTimeout,
		ForceAttemptHTTP2:   true,
		// A thousand people may ask one service at once: connections are not
		// capped, and enough of them wait for the next question.
		MaxConnsPerHost:     0,
		MaxIdleConns:        0,
		MaxIdleConnsPerHost: 256,
		IdleConnTimeout:     90 * time.Second,
		// A compressing service holds tokens back until a block is full.
		DisableCompression: true,
		// Notices a dead connection that many streams share.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second},
	}
}

// maxRedirects is enough for a service that moved a path.
const maxRedirects = 5

// stayAtOrigin lets a request be repeated elsewhere only at the same origin:
// the additional headers are secrets, and the library would send them along.
// Where the method would change, the prompt would be lost, so that is refused too.
func stayAtOrigin(next *http.Request, via []*http.Request) error {
	first := via[0]
	if next.URL.Scheme != first.URL.Scheme || !strings.EqualFold(next.URL.Host, first.URL.Host) ||
		next.Method != first.Method || len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}

// Provider makes a client of the service at an endpoint. It does not connect
// yet. Invalid when the endpoint is not fit to be called.
func (p *Pool) Provider(e provider.Endpoint) (provider.Provider, error) {
	base, err := provider.NormalizeBaseURL(e.BaseURL)
	if err != nil {
		return nil, chat.InvalidField("base_url", provider.Problem(err))
	}
	if err := provider.CheckAPIKey(e.APIKey); err != nil {
		return nil, chat.InvalidField("api_key", provider.Problem(err))
	}
	if err := provider.CheckHeaders(e.Headers); err != nil {
		return nil, chat.InvalidField("headers", provider.Problem(err))
	}
	e.BaseURL = base
	return &Client{http: p.http, opts: p.opts, base: base, header: headerOf(e), scrub: newScrubber(e)}, nil
}

// Close closes the connections that wait for reuse.
func (p *Pool) Close() { p.http.CloseIdleConnections() }

// Client is one service. It is safe for concurrent use.
type Client struct {
	http   *http.Client
	opts   Options
	base   string
	header http.Header
	scrub  *strings.Replacer
	habits habits
}

var _ provider.Provider = (*Client)(nil)

// headerOf makes the header that all requests to the endpoint share. The
// additional headers may replace ours, but not the ones that CheckHeaders refuses.
func headerOf(e provider.Endpoint) http.Header {
	h := http.Header{}
	h.Set("Accept", "text/event-stream, application/json")
	h.Set("User-Agent", "rustygpt")
	for name, value := range e.Headers {
		h.Set(name, value)
	}
	if e.APIKey != "" {
		h.Set("Authorization", "Bearer "+e.APIKey)
	}
	return h
}

// Models implements provider.Provider.
func (c *Client) Models(ctx context.Context) ([]provider.Offer, error) {
	x, err := c.send(ctx, http.MethodGet, "/models", nil)
	if err != nil {
		return nil, err
	}
	defer x.close()
	return c.listModels(x)
}
