package httpapi

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	// probeCount frames, one every probePause: long enough apart that nobody takes
	// a busy network for a proxy that collects them.
	probeCount = 5
	probePause = 200 * time.Millisecond
	// probesAtOnce bounds what the probe can cost, whoever asks.
	probesAtOnce = 16
)

// probeStream sends small frames with pauses in between, in the form of every
// other event stream, so that a client can tell whether something on the way
// holds them back. It needs no login, because who looks for the reason why
// nothing arrives has none to give to a program; it costs a second of an idle
// connection, tells nothing but how the caller's own request came in, and is
// limited by client and in all.
func (s *Server) probeStream(w http.ResponseWriter, r *http.Request, _ *struct{}) error {
	select {
	case s.probing <- struct{}{}:
		defer func() { <-s.probing }()
	default:
		return &chat.Error{Kind: chat.RateLimited, Message: "Too many probes are running at this moment.", RetryAfter: time.Second}
	}
	x := exchangeOf(r.Context())
	events := newEventWriter(w)
	defer events.close()
	frame := api.StreamProbe{Of: probeCount, HTTPS: x.https, Forwarded: s.forwarded(r)}
	began := time.Now()
	for frame.Frame = 1; frame.Frame <= probeCount; frame.Frame++ {
		frame.ElapsedMS = time.Since(began).Milliseconds()
		if events.send("probe", frame) != nil {
			return nil // nobody is left to tell
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-time.After(probePause):
		}
	}
	return nil
}

// probeFrames describes the data lines of the probe.
func probeFrames(reg huma.Registry) content {
	return content{eventStreamMediaType: {
		Title: "Frames", Description: "All of event probe, 200 ms apart.", OneOf: []*huma.Schema{schemaOf[api.StreamProbe](reg)},
	}}
}
