package doctor

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/api"
)

// heldShare is the share of the time between frames within which they arrive
// when something on the way has collected them.
const heldShare = 4

const letThrough = "Have the proxy pass event streams on at once: proxy_buffering off; (nginx), flushpackets=on (Apache), flush_interval -1 (Caddy). " +
	"Compression and scanning of text/event-stream hold frames back, too."

// checkStream opens an event stream through the public address and looks whether
// small frames arrive when they are sent. One that arrives late can have many
// reasons: only what happens twice is told.
func checkStream(ctx context.Context, e *examination) []Finding {
	if e.asleep() {
		return skipped(needsServer)
	}
	p, err := e.probe(ctx)
	if err == nil && p.held() {
		p, err = e.probe(ctx)
	}
	switch {
	case err != nil:
		return problem(fmt.Sprintf("An event stream through %s does not come to its end: %s.", e.address(), whyNot(err)), letThrough)
	case p.held():
		return append(problem(fmt.Sprintf("Something on the way through %s holds event streams back: what was sent within %v arrived at once. Answers appear late and in one piece.",
			e.address(), p.sent().Round(time.Millisecond)), letThrough), e.forwarding(p)...)
	}
	return append(ok("Events arrive when they are sent."), e.forwarding(p)...)
}

// probed is what came of a stream.
type probed struct {
	frames  []api.StreamProbe
	arrived []time.Time
}

// sent is the time between the first frame and the last one where they were sent.
func (p probed) sent() time.Duration {
	return time.Duration(p.frames[len(p.frames)-1].ElapsedMS-p.frames[0].ElapsedMS) * time.Millisecond
}

// held reports whether frames that were sent apart came together.
func (p probed) held() bool {
	return p.arrived[len(p.arrived)-1].Sub(p.arrived[0]) < p.sent()/heldShare
}

// probe reads the stream.
func (e *examination) probe(ctx context.Context) (p probed, err error) {
	answer, err := e.get(ctx, e.address()+"/api/v1/health/stream", "text/event-stream")
	if err != nil {
		return p, err
	}
	defer answer.Body.Close()
	if media, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type")); answer.StatusCode != http.StatusOK || media != "text/event-stream" {
		return p, fmt.Errorf("the answer has status %d and is %s", answer.StatusCode, media)
	}
	lines := bufio.NewScanner(io.LimitReader(answer.Body, maxAnswer))
	for lines.Scan() {
		data, isData := strings.CutPrefix(lines.Text(), "data: ")
		if !isData {
			continue
		}
		var frame api.StreamProbe
		if err := json.Unmarshal([]byte(data), &frame); err != nil {
			return p, err
		}
		p.frames, p.arrived = append(p.frames, frame), append(p.arrived, e.Now())
		if frame.Frame == frame.Of {
			return p, nil
		}
	}
	if err := lines.Err(); err != nil {
		return p, err
	}
	return p, fmt.Errorf("it ended after %d frames", len(p.frames))
}

const (
	trustProxy = "Add the proxy's address to the trusted proxies: in the administration of the web app under Server, or server.trusted_proxies."
	setHeaders = "Have the proxy set X-Forwarded-For and X-Forwarded-Proto."
)

// forwarding looks whether the server sees through the proxy.
func (e *examination) forwarding(p probed) []Finding {
	first, encrypted := p.frames[0], strings.HasPrefix(e.address(), "https:")
	var found []Finding
	switch {
	case first.Forwarded == "ignored":
		found = problem("The server does not trust the proxy in front of it: all people count as one client, and their connections as not encrypted.", trustProxy)
	case encrypted && !first.HTTPS:
		found = problem("The proxy in front of the server does not tell that people's connections are encrypted.", setHeaders, trustProxy)
	case first.Forwarded == "none":
		found = ok("There is no proxy in front of the server, or none that tells of itself.")
	default:
		found = ok("The server sees people's own addresses through the proxy.")
	}
	found[0].Check = "proxy"
	return found
}
