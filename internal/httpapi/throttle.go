package httpapi

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/limit"
)

// RateConfig holds the rate limits of requests.
type RateConfig struct {
	Enabled        bool
	PerSecond      float64 // of one client on one route
	Burst          int
	LoginPerMinute int    // of one client
	Profile        string // what clients are told that PerSecond and Burst are called; empty = default
}

// setupRate leaves room for a person who tries a provider's settings out, and
// none for guessing.
var setupRate = limit.Rate{PerSecond: 20.0 / (15 * 60), Burst: 20}

// importRate is enough for somebody who has forgotten which passphrase it was. Each
// try may take a quarter of a gigabyte of memory for a second.
var importRate = limit.Rate{PerSecond: 10.0 / (15 * 60), Burst: 10}

// probeRate is enough for a person who changes a proxy's settings and looks again.
var probeRate = limit.Rate{PerSecond: 10.0 / 60, Burst: 10}

// rate is the token bucket of a bucket name.
func (c RateConfig) rate(b bucket) limit.Rate {
	switch b {
	case loginBucket:
		return limit.Rate{PerSecond: float64(c.LoginPerMinute) / 60, Burst: c.LoginPerMinute}
	case setupBucket:
		return setupRate
	case importBucket:
		return importRate
	case probeBucket:
		return probeRate
	default:
		return limit.Rate{PerSecond: c.PerSecond, Burst: c.Burst}
	}
}

// profile is the name under which clients and metrics know a bucket.
func (c RateConfig) profile(b bucket) string {
	if b == defaultBucket {
		return c.Profile
	}
	return string(b)
}

// limitKey is what a route's requests are counted under, before the client's
// address is added: a noisy client must not close a route for everybody else.
func (r *route) limitKey() string {
	if r.bucket == defaultBucket {
		return r.method + " " + r.path
	}
	return string(r.bucket)
}

// throttle counts the request and tells the client where it stands.
func (s *Server) throttle(x *exchange) error {
	b := x.route.bucket
	if !s.config.Rates.Enabled || b == noBucket {
		return nil
	}
	key := x.route.limitKey()
	d, err := s.takeToken(x.request.Context(), b, key+" "+x.client.String())
	if err != nil {
		return err
	}
	profile := s.config.Rates.profile(b)
	s.metrics.throttled(profile, key, d)
	h := x.Header()
	limitText, remaining := strconv.Itoa(d.Limit), strconv.Itoa(d.Remaining)
	h.Set("RateLimit-Limit", limitText)
	h.Set("RateLimit-Remaining", remaining)
	h.Set("RateLimit-Reset", strconv.FormatInt(wholeSeconds(d.Reset), 10))
	h.Set("X-RateLimit-Limit", limitText)
	h.Set("X-RateLimit-Remaining", remaining)
	h.Set("X-RateLimit-Profile", profile)
	if d.Allowed {
		return nil
	}
	return &chat.Error{
		Kind:       chat.RateLimited,
		Message:    "Too many requests. Please wait a moment.",
		RetryAfter: max(d.RetryAfter, time.Second),
	}
}

func (s *Server) takeToken(ctx context.Context, b bucket, key string) (limit.Decision, error) {
	if b == loginBucket {
		return s.logins.Take(ctx, key, s.config.Rates.rate(b))
	}
	return s.limiter.Take(key, s.config.Rates.rate(b)), nil
}

// limitMetrics count the decisions. Their key is the route or bucket, never the
// client, so there are only so many.
type limitMetrics struct {
	requests  *prometheus.CounterVec
	remaining *prometheus.GaugeVec
	reset     *prometheus.GaugeVec
}

func newLimitMetrics(reg prometheus.Registerer) limitMetrics {
	m := limitMetrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_rate_limit_requests_total", Help: "Requests that a rate limit counted.",
		}, []string{"profile", "result", "key"}),
		remaining: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "http_rate_limit_remaining", Help: "Requests left to the latest client.",
		}, []string{"profile", "key"}),
		reset: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "http_rate_limit_reset_seconds", Help: "Seconds until the latest client has its whole allowance again, or may try again.",
		}, []string{"profile", "key"}),
	}
	reg.MustRegister(m.requests, m.remaining, m.reset)
	return m
}

func (m limitMetrics) throttled(profile, key string, d limit.Decision) {
	if !d.Allowed {
		m.requests.WithLabelValues(profile, "denied", key).Inc()
		m.reset.WithLabelValues(profile, key).Set(d.RetryAfter.Seconds())
		return
	}
	m.requests.WithLabelValues(profile, "allowed", key).Inc()
	m.remaining.WithLabelValues(profile, key).Set(float64(d.Remaining))
	m.reset.WithLabelValues(profile, key).Set(d.Reset.Seconds())
}
