package openai

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// Stream implements provider.Provider. The last delta carries the finish reason
// and the usage as far as the service tells them.
func (c *Client) Stream(ctx context.Context, r provider.Request) iter.Seq2[provider.Delta, error] {
	return func(yield func(provider.Delta, error) bool) {
		x, err := c.complete(ctx, r)
		if err == nil {
			defer x.close()
			a := &answer{client: c, exchange: x, yield: yield}
			err = a.read()
		}
		if err != nil && !errors.Is(err, errLeft) {
			yield(provider.Delta{}, err)
		}
	}
}

// complete asks for a completion, in another dialect as long as the service
// says which.
func (c *Client) complete(ctx context.Context, r provider.Request) (*exchange, error) {
	for {
		d := c.habits.of(r)
		body, err := encode(r, d)
		if err != nil {
			return nil, err
		}
		x, err := c.send(ctx, http.MethodPost, "/chat/completions", body)
		if err == nil || !c.habits.learn(r, d, err) {
			return x, err
		}
	}
}

// errLeft says that the consumer left the loop.
var errLeft = errors.New("openai: the loop was left")

// tailWait is how long a service may keep silent once it said why it finished:
// only the usage and the end marker can follow.
const tailWait = 5 * time.Second

// answer relays one response.
type answer struct {
	*exchange
	client *Client
	yield  func(provider.Delta, error) bool

	record  record
	records int  // how many came
	text    bool // whether any text or thinking came
	finish  string
	usage   *chat.Usage
}

// read relays the response whatever its form, and returns what went wrong.
func (a *answer) read() error {
	switch first, err := a.events.first(); {
	case err == io.EOF:
		return invalid("The provider sent an empty answer. Check its base URL; many end in /v1.", nil)
	case err != nil:
		return a.brokenBy(err)
	case first == '<':
		return invalid("The provider sent a web page in place of an answer. Check its base URL; many end in /v1.", nil)
	case first == '{', first == '[':
		return a.readWhole()
	}
	for {
		data, err := a.events.next()
		if err != nil {
			return a.end(err)
		}
		if e := endedBy(a.ctx); e != nil {
			return e
		}
		if done, err := a.take(data); err != nil {
			return err
		} else if done {
			return a.complete()
		}
	}
}

// readWhole relays a response that is one JSON value though a stream was asked for.
func (a *answer) readWhole() error {
	data, err := a.events.rest(a.client.opts.MaxBodyBytes)
	if err != nil {
		return a.brokenBy(err)
	}
	if _, err := a.take(data); err != nil {
		return err
	}
	if !a.text && a.finish == "" {
		return invalid("The provider sent an answer without text. Check its base URL; many end in /v1.", nil)
	}
	return a.complete()
}

// take relays one record and reports whether it was the end marker.
func (a *answer) take(data []byte) (done bool, err error) {
	if isDone(data) {
		return true, nil
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return false, nil
	}
	if err := a.record.decode(data); err != nil {
		return a.takeLines(data)
	}
	a.records++
	if a.record.failed() || a.record.unknown() && errorText(data) != "" {
		return false, a.reported(data)
	}
	if a.record.Usage != nil {
		a.usage = a.record.Usage.counts()
	}
	if choice := a.record.first(); choice != nil {
		return false, a.relay(choice)
	}
	return false, nil
}

// takeLines relays data that is no JSON value as a whole: some services forget
// the blank line between records, so each line may be one.
func (a *answer) takeLines(data []byte) (done bool, err error) {
	if !bytes.ContainsRune(data, '\n') {
		return false, invalid("The provider sent a record that is not JSON.", nil)
	}
	for line := range bytes.SplitSeq(data, []byte{'\n'}) {
		if done, err := a.take(line); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// relay hands a choice's text on.
func (a *answer) relay(c *choice) error {
	if reason := finishReason(c.FinishReason); reason != "" {
		a.finish = reason
		a.body.idle = min(a.body.idle, tailWait)
	}
	content, reasoning := c.parts()
	if content == "" && reasoning == "" {
		return nil
	}
	a.text = true
	if !a.yield(provider.Delta{Content: content, Reasoning: reasoning}, nil) {
		return errLeft
	}
	return nil
}

// reported explains an error that the service put into the stream.
func (a *answer) reported(data []byte) error {
	code := provider.CodeBroken
	if a.records == 1 {
		code = provider.CodeRefused
	}
	return reported(code, a.client.says(data))
}

// end judges a stream that was over before its end marker.
func (a *answer) end(err error) error {
	switch {
	case err == io.EOF && a.records == 0:
		return invalid("The provider sent something that is not a stream of answers. Check its base URL; many end in /v1.", nil)
	case err == io.EOF && (a.finish != "" || a.text):
		return a.complete()
	case a.finish != "" && chat.KindOf(a.brokenBy(err)) != chat.Canceled:
		return a.complete() // only the usage can be missing
	default:
		return a.brokenBy(err)
	}
}

// complete hands on what is known at the end.
func (a *answer) complete() error {
	if a.finish == finishError {
		return broken("The provider reported an error.", nil)
	}
	last := provider.Delta{FinishReason: a.finish, Usage: a.usage}
	if last != (provider.Delta{}) && !a.yield(last, nil) {
		return errLeft
	}
	a.drain()
	return nil
}
