package openai

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// exchange is one request with its successful response. Closing it ends the
// connection at once unless the response was read to its end.
type exchange struct {
	ctx    context.Context // ends with the caller's, or when the watchdog gives up
	cancel context.CancelCauseFunc
	events *eventReader
	body   *watchedBody
}

// send makes the request and returns a success; everything else is an error.
// There is no moment in which ctx is not heeded.
func (c *Client) send(ctx context.Context, method, path string, payload []byte) (*exchange, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	resp, err := c.roundTrip(ctx, cancel, method, path, payload) //nolint:bodyclose // exchange.close does it
	if err != nil {
		defer cancel(nil)
		if e := endedBy(ctx); e != nil {
			return nil, e
		}
		return nil, connectFault(err)
	}
	body := watch(resp.Body, c.opts.IdleTimeout, cancel)
	x := &exchange{ctx: ctx, cancel: cancel, body: body, events: newEventReader(body, c.opts.MaxRecordBytes)}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		defer x.close()
		// An error body that breaks off is quoted as far as it came.
		quoted, _ := io.ReadAll(io.LimitReader(body, maxErrorBodyBytes))
		if e := endedBy(ctx); e != nil && e.Kind == chat.Canceled {
			return nil, e
		}
		return nil, c.statusFault(resp, quoted)
	}
	return x, nil
}

// maxErrorBodyBytes is read of a refusal to find its message in.
const maxErrorBodyBytes = 64 << 10

// roundTrip waits for the response's header, as long as is allowed.
func (c *Client) roundTrip(ctx context.Context, cancel context.CancelCauseFunc, method, path string, payload []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	req.Header = c.header.Clone()
	if payload != nil {
		req.Header.Set("Content-Type", "application/json")
		// Lets the transport repeat the request, which it does only when a kept
		// connection proves closed before a byte of the response. An empty list
		// of values is not sent.
		req.Header["Idempotency-Key"] = []string{}
	}
	watchdog := time.AfterFunc(c.opts.AnswerTimeout, func() { cancel(errNoAnswer) })
	defer watchdog.Stop()
	return c.http.Do(req)
}

// brokenBy explains a failed read.
func (x *exchange) brokenBy(err error) *chat.Error {
	if e := endedBy(x.ctx); e != nil {
		return e
	}
	if errors.Is(err, errTooLong) {
		return invalid("The provider sent a record that is too long.", err)
	}
	return broken("The provider's answer broke off.", err)
}

// close ends the exchange. Cancelling first keeps Close from reading on.
func (x *exchange) close() {
	x.cancel(nil)
	x.body.Close()
}

// drainWait is how long the end of a response may take after its last record.
const drainWait = 20 * time.Millisecond

// drain reads the few bytes after the last record, so that the connection can
// serve the next question.
func (x *exchange) drain() {
	x.body.idle = drainWait
	_, _ = io.CopyN(io.Discard, x.body, firstBufferBytes) // what fails here was not needed
}

// watchedBody is a response body whose reads must not wait longer than idle.
// The time the reader spends elsewhere does not count.
type watchedBody struct {
	io.ReadCloser
	idle     time.Duration
	watchdog *time.Timer
}

func watch(body io.ReadCloser, idle time.Duration, giveUp context.CancelCauseFunc) *watchedBody {
	watchdog := time.AfterFunc(idle, func() { giveUp(errIdle) })
	watchdog.Stop()
	return &watchedBody{ReadCloser: body, idle: idle, watchdog: watchdog}
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.watchdog.Reset(b.idle)
	defer b.watchdog.Stop()
	return b.ReadCloser.Read(p)
}
