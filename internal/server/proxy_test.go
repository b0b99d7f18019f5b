package server_test

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/servertest"
)

// roundRobin is a proxy that hands requests to instances in turn, and to the
// next one when an instance cannot be reached. It closes the connection of a
// client whose instance dies in the middle.
type roundRobin struct {
	hosts     []string
	turn      atomic.Uint64
	transport *http.Transport
}

func startRoundRobin(t *testing.T, instances []*servertest.Process) (address string) {
	t.Helper()
	r := &roundRobin{transport: &http.Transport{MaxIdleConnsPerHost: 100, IdleConnTimeout: time.Minute}}
	for _, i := range instances {
		u, err := url.Parse(i.URL)
		if err != nil {
			t.Fatal(err)
		}
		r.hosts = append(r.hosts, u.Host)
	}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:       func(p *httputil.ProxyRequest) { p.Out.URL.Scheme, p.Out.Host = "http", p.In.Host },
		Transport:     r,
		FlushInterval: -1,
		ErrorHandler:  func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		ErrorLog:      log.New(io.Discard, "", 0),
	})
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		r.transport.CloseIdleConnections()
	})
	return server.URL
}

// RoundTrip tries each instance once.
func (r *roundRobin) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	first := r.turn.Add(1)
	for n := range uint64(len(r.hosts)) {
		out := req.Clone(req.Context())
		out.URL.Host = r.hosts[(first+n)%uint64(len(r.hosts))]
		resp, err = r.transport.RoundTrip(out)
		if refused, ok := errors.AsType[*net.OpError](err); err == nil || !ok || refused.Op != "dial" {
			return resp, err
		}
	}
	return nil, err
}
