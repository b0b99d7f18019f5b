package httpapi

import (
	"bytes"
	"errors"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
)

const (
	eventStreamMediaType = "text/event-stream"

	// keepAlive is the silence after which a comment is sent, so that proxies
	// do not take the connection for dead.
	keepAlive = 15 * time.Second
	// writeTimeout is how long a reader may take nothing before the stream is
	// given up.
	writeTimeout = 30 * time.Second
)

// eventWriter writes an answer's events (WHATWG HTML, server-sent events). Each
// goes out at once; silence is filled with comments.
type eventWriter struct {
	rc *http.ResponseController

	mu    sync.Mutex
	w     http.ResponseWriter
	frame bytes.Buffer
	alive *time.Timer
	err   error // of the first write that failed; nothing is written after it
}

// errClosed keeps a late comment from being written.
var errClosed = errors.New("the stream is closed")

// newEventWriter sends the header. Close it before the handler returns.
func newEventWriter(w http.ResponseWriter) *eventWriter {
	h := w.Header()
	h.Set("Content-Type", eventStreamMediaType)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no") // nginx would collect events
	e := &eventWriter{rc: http.NewResponseController(w), w: w}
	e.mu.Lock() // the first comment must not come before the timer is known
	defer e.mu.Unlock()
	e.alive = time.AfterFunc(keepAlive, e.comment)
	w.WriteHeader(http.StatusOK)
	e.err = e.rc.Flush()
	return e
}

// send writes one event. Its data is compact JSON, so it is a single line.
func (e *eventWriter) send(name string, data any) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.frame.Reset()
	e.frame.WriteString("event: ")
	e.frame.WriteString(name)
	e.frame.WriteString("\ndata: ")
	if err := json.MarshalWrite(&e.frame, data, encoding); err != nil {
		return err
	}
	e.frame.WriteString("\n\n")
	return e.write(e.frame.Bytes())
}

func (e *eventWriter) comment() {
	e.mu.Lock()
	defer e.mu.Unlock()
	_ = e.write([]byte(":\n\n")) // the next event meets the same error
}

func (e *eventWriter) write(b []byte) error {
	if e.err != nil {
		return e.err
	}
	// Writers without deadlines notice a dead reader by themselves.
	_ = e.rc.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, e.err = e.w.Write(b); e.err == nil {
		e.err = e.rc.Flush()
	}
	if e.err == nil {
		e.alive.Reset(keepAlive)
	}
	return e.err
}

// broken reports whether the reader is gone.
func (e *eventWriter) broken() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err != nil
}

// close stops the comments. When it returns, none is being written.
func (e *eventWriter) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.alive.Stop()
	e.err = errClosed
}

// schemaOf describes a type that no operation takes or gives as a body.
func schemaOf[T any](reg huma.Registry) *huma.Schema {
	return reg.Schema(reflect.TypeFor[T](), true, "")
}
