package catalog

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/health"
)

// connection is how a provider is reached and what came of it. It lasts for as
// long as the address, the secrets and the switch stay as they are.
type connection struct {
	adapter func() (provider.Provider, error) // made when it is first needed: that opens the keys
	health  *health.Monitor

	mu   sync.Mutex
	list listing
}

// listing is what a provider last said it offers.
type listing struct {
	offers  []provider.Offer // sorted by id; do not change
	at      time.Time        // zero = never yet
	problem chat.Sentence    // why the last try failed, empty = it did not
}

func (c *connection) listing() listing {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list
}

// newConnection does not connect yet.
func (s *Service) newConnection(p chat.Provider) *connection {
	return &connection{
		adapter: sync.OnceValues(func() (provider.Provider, error) { return s.connect(p) }),
		health: health.New(health.Options{
			Changed: func(from chat.HealthState, to chat.Health) { s.healthChanged(p, from, to) },
			Now:     s.opts.Now,
		}),
	}
}

// maxListed keeps a service that lists without end from filling the memory.
const maxListed = 5000

// ask has a provider list what it offers, for a limited time, and keeps what
// comes of it.
func (s *Service) ask(ctx context.Context, b *backend, limit time.Duration) ([]provider.Offer, error) {
	began := s.opts.Now()
	adapter, err := b.adapter()
	var offers []provider.Offer
	if err == nil {
		offers, err = listModels(ctx, adapter, limit)
	}
	if err != nil && ctx.Err() != nil {
		return nil, chat.Wrap(chat.Canceled, "The test was cancelled.", ctx.Err())
	}
	now := s.opts.Now()
	b.health.Probed(began, err)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.list.problem = provider.Problem(err)
		return nil, err
	}
	offers = slices.DeleteFunc(offers, func(o provider.Offer) bool {
		_, err := checkName("id", o.ID)
		return err != nil
	})
	b.list = listing{offers: offers[:min(len(offers), maxListed)], at: now}
	return b.list.offers, nil
}

// stream runs a model, unless it or its provider is down, and learns from it.
func (b *backend) stream(ctx context.Context, r provider.Request) iter.Seq2[provider.Delta, error] {
	return func(yield func(provider.Delta, error) bool) {
		adapter, call, err := b.admit(r.Model)
		if err != nil {
			yield(provider.Delta{}, err)
			return
		}
		var last error
		defer func() { call.End(last) }()
		for delta, err := range adapter.Stream(ctx, r) {
			if last = err; err == nil {
				call.Answered()
			}
			if !yield(delta, err) {
				return
			}
		}
	}
}

// relay is stream for a client that reads the answer itself.
func (b *backend) relay(ctx context.Context, c provider.Completion) (io.ReadCloser, error) {
	adapter, call, err := b.admit(c.Model)
	if err != nil {
		return nil, err
	}
	answer, err := adapter.Relay(ctx, c)
	if err != nil {
		call.End(err)
		return nil, err
	}
	return &heard{ReadCloser: answer, call: call, end: errLeft}, nil
}

// errLeft ends a call whose reader did not wait for the end.
var errLeft = chat.Errorf(chat.Canceled, "The answer was not read to its end.")

// heard learns from an answer that somebody else reads.
type heard struct {
	io.ReadCloser
	call *health.Call
	end  error
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.ReadCloser.Read(p)
	if n > 0 {
		h.call.Answered()
	}
	switch err {
	case nil:
	case io.EOF:
		h.end = nil
	default:
		h.end = err
	}
	return n, err
}

// Close ends the call.
func (h *heard) Close() error {
	h.call.End(h.end)
	return h.ReadCloser.Close()
}

// admit begins a request for an answer. Unavailable while the provider or the
// model is down.
func (b *backend) admit(model string) (provider.Provider, *health.Call, error) {
	adapter, err := b.adapter()
	if err != nil {
		return nil, nil, err
	}
	call, err := b.health.Admit(model)
	if err != nil {
		return nil, nil, b.refused(err)
	}
	return adapter, call, nil
}

// refused tells people when to come back.
func (b *backend) refused(err error) error {
	r, ok := errors.AsType[*health.DownError](err)
	if !ok {
		return err
	}
	message := chat.Fill("%s It is being tried again right now.", b.downMessage(r))
	if r.RetryIn > 0 {
		wait := (r.RetryIn + time.Second - 1).Truncate(time.Second)
		message = chat.Fill("%s It is tried again in %v.", b.downMessage(r), wait)
	}
	return &chat.Error{Kind: chat.Unavailable, Code: provider.CodeDown, Err: err, RetryAfter: r.RetryIn, Message: message}
}

func (b *backend) downMessage(r *health.DownError) chat.Sentence {
	if r.Model {
		return chat.Fill("This model of %s does not answer. %s", b.Name, r.Problem)
	}
	return chat.Fill("%s does not answer. %s", b.Name, r.Problem)
}
