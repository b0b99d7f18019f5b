package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// TestResult is how an attempt to list a provider's models went. A failure of
// the provider is a result, not an error.
type TestResult struct {
	OK      bool
	Message string   // for people, without secrets
	Models  []string // sorted, never nil
}

// TestProvider tries a stored provider out, also one that is switched off.
func (s *Service) TestProvider(ctx context.Context, a chat.Actor, id chat.ProviderID) (TestResult, error) {
	if err := requireAdmin(a); err != nil {
		return TestResult{}, err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return TestResult{}, err
	}
	b, err := snap.provider(id)
	if err != nil {
		return TestResult{}, err
	}
	adapter, err := b.adapter()
	if err != nil {
		return TestResult{Message: messageOf(err), Models: []string{}}, nil
	}
	return s.probe(ctx, adapter)
}

// TestDraft tries a provider out before it is stored; its name does not matter.
// Invalid when a field is wrong. It has no actor because the first one is tried
// before there is an account: callers ask for the setup token or for an
// administrator, since the server connects to whatever address it is given.
func (s *Service) TestDraft(ctx context.Context, in ProviderInput) (TestResult, error) {
	typ, e, err := s.checkEndpoint(in)
	if err != nil {
		return TestResult{}, err
	}
	adapter, err := s.open(typ, e)
	if err != nil {
		return TestResult{}, err
	}
	return s.probe(ctx, adapter)
}

// probe lists the models; the error is only that the caller left.
func (s *Service) probe(ctx context.Context, p provider.Provider) (TestResult, error) {
	models, err := listModels(ctx, p, s.opts.TestTimeout)
	if ctx.Err() != nil {
		return TestResult{}, chat.Wrap(chat.Canceled, "The test was cancelled.", ctx.Err())
	}
	if err != nil {
		return TestResult{Message: messageOf(err), Models: []string{}}, nil
	}
	return TestResult{OK: true, Message: welcome(len(models)), Models: append([]string{}, models...)}, nil
}

func welcome(models int) string {
	switch models {
	case 0:
		return "Connected, but the provider lists no models."
	case 1:
		return "Connected. The provider offers 1 model."
	default:
		return fmt.Sprintf("Connected. The provider offers %d models.", models)
	}
}

// listModels asks a provider what it offers, for a limited time.
func listModels(ctx context.Context, p provider.Provider, limit time.Duration) ([]string, error) {
	asking, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	models, err := p.Models(asking)
	if err != nil && asking.Err() != nil && ctx.Err() == nil {
		return nil, chat.WithCode(chat.Unavailable, provider.CodeTimeout, fmt.Sprintf("The provider did not answer within %v.", limit))
	}
	return models, err
}

// messageOf is the part of an error that people may read.
func messageOf(err error) string {
	if e, ok := errors.AsType[*chat.Error](err); ok {
		return e.Message
	}
	return "The provider failed."
}
