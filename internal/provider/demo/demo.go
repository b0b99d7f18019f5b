// Package demo is the provider that is always there: it needs no key, no model
// and no network, so that the first minute with the server works. It says
// plainly that it is no language model and how to connect one, and its answers
// are made to show what the web app can display.
package demo

import (
	"context"
	"iter"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// Model is the one model's name.
const Model = "demo"

// defaultPace is about as fast as people read along.
const defaultPace = 40

// Options adjust the provider.
type Options struct {
	// TokensPerSecond is the pace; 0 = 40, negative = as fast as it is read.
	TokensPerSecond float64
}

// Provider is the demo. It has no state, so the same question gets the same
// answer, and is safe for concurrent use.
type Provider struct {
	pause time.Duration // between two tokens
}

var _ provider.Provider = (*Provider)(nil)

// New makes the provider.
func New(opts Options) *Provider {
	if opts.TokensPerSecond == 0 {
		opts.TokensPerSecond = defaultPace
	}
	if opts.TokensPerSecond < 0 {
		return &Provider{}
	}
	return &Provider{pause: time.Duration(float64(time.Second) / opts.TokensPerSecond)}
}

// Models implements provider.Provider.
func (p *Provider) Models(context.Context) ([]provider.Offer, error) {
	return []provider.Offer{{ID: Model}}, nil
}

// Stream implements provider.Provider. Of the parameters it heeds MaxTokens. It
// answers to any model name.
func (p *Provider) Stream(ctx context.Context, r provider.Request) iter.Seq2[provider.Delta, error] {
	return func(yield func(provider.Delta, error) bool) {
		tokens, finish := limited(split(reply(r.Messages)), r.Params.MaxTokens)
		wait := p.pacer(ctx)
		for _, token := range tokens {
			if err := wait(); err != nil {
				yield(provider.Delta{}, err)
				return
			}
			if !yield(provider.Delta{Content: token}, nil) {
				return
			}
		}
		yield(provider.Delta{FinishReason: finish, Usage: usage(r.Messages, len(tokens))}, nil)
	}
}

// pacer returns a function that lasts until the next token is due. Tokens are
// due at fixed times from the start, so a slow reader does not slow the rest.
func (p *Provider) pacer(ctx context.Context) func() error {
	due := time.Now()
	return func() error {
		due = due.Add(p.pause)
		if left := time.Until(due); left > 0 {
			timer := time.NewTimer(left)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-ctx.Done():
			}
		}
		if ctx.Err() != nil {
			return chat.Wrap(chat.Canceled, "The request was cancelled.", context.Cause(ctx))
		}
		return nil
	}
}

// limited cuts the answer as a model would that may write only so much; 0 and
// nil are no limit.
func limited(tokens []string, most *int) (kept []string, finish string) {
	if most == nil || *most <= 0 || *most >= len(tokens) {
		return tokens, "stop"
	}
	return tokens[:*most], "length"
}

// usage counts words, which is as near to tokens as it needs to be.
func usage(messages []provider.Message, completion int) *chat.Usage {
	var prompt int
	for _, m := range messages {
		prompt += len(split(m.Content))
	}
	return &chat.Usage{
		PromptTokens: int64(prompt), CompletionTokens: int64(completion), TotalTokens: int64(prompt + completion),
	}
}

// split cuts a text behind each space and line end, so that joining the pieces
// gives it back.
func split(text string) []string {
	var tokens []string
	start := 0
	for i := range len(text) {
		if text[i] == ' ' || text[i] == '\n' {
			tokens = append(tokens, text[start:i+1])
			start = i + 1
		}
	}
	if start < len(text) {
		tokens = append(tokens, text[start:])
	}
	return tokens
}
