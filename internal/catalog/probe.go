package catalog

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// TestResult is how an attempt to list a provider's models went. A failure of
// the provider is a result, not an error.
type TestResult struct {
	OK      bool
	Message chat.Sentence // for people, without secrets
	Models  []string      // sorted, never nil
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
	return resultOf(s.ask(ctx, b, s.opts.TestTimeout))
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
	return s.probe(ctx, typ, e)
}

// TestEdit tries out what a stored provider is about to become; its name does
// not matter, and a zero id stands for a new one. Secrets that are not given are
// the stored ones, as long as the address is of the same origin: they are not
// sent anywhere else.
func (s *Service) TestEdit(ctx context.Context, a chat.Actor, id chat.ProviderID, in ProviderInput) (TestResult, error) {
	if err := requireAdmin(a); err != nil {
		return TestResult{}, err
	}
	if id.IsZero() {
		return s.TestDraft(ctx, in)
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return TestResult{}, err
	}
	b, err := snap.provider(id)
	if err != nil {
		return TestResult{}, err
	}
	in.Type = b.Type
	typ, e, err := s.checkEndpoint(in)
	if err != nil {
		return TestResult{}, err
	}
	withheld, err := s.addStored(b.Provider, &e)
	if err != nil {
		return TestResult{Message: provider.Problem(err), Models: []string{}}, nil
	}
	result, err := s.probe(ctx, typ, e)
	if withheld {
		result.Message = chat.Fill("%s The stored key and headers were not sent, because they belong to another address. Enter them again to test with them.", result.Message)
	}
	return result, err
}

// addStored fills in the secrets that were not given, and reports whether there
// are some that must not go to this address.
func (s *Service) addStored(p chat.Provider, e *provider.Endpoint) (withheld bool, err error) {
	needsKey, needsHeaders := e.APIKey == "" && p.SealedKey != "", e.Headers == nil && p.SealedHeaders != ""
	if !needsKey && !needsHeaders {
		return false, nil
	}
	if !provider.SameOrigin(p.BaseURL, e.BaseURL) {
		return true, nil
	}
	stored, err := s.endpoint(p)
	if err != nil {
		return false, err
	}
	if needsKey {
		e.APIKey = stored.APIKey
	}
	if needsHeaders {
		e.Headers = stored.Headers
	}
	return false, nil
}

// probe lists the models of a provider that is not stored; the error is only
// that the caller left or that the server cannot run it.
func (s *Service) probe(ctx context.Context, typ chat.ProviderType, e provider.Endpoint) (TestResult, error) {
	adapter, err := s.open(typ, e)
	if err != nil {
		return TestResult{}, err
	}
	offers, err := listModels(ctx, adapter, s.opts.TestTimeout)
	if ctx.Err() != nil {
		err = chat.Wrap(chat.Canceled, "The test was cancelled.", ctx.Err())
	}
	return resultOf(offers, err)
}

// resultOf makes a failure of the provider a result.
func resultOf(offers []provider.Offer, err error) (TestResult, error) {
	switch {
	case chat.KindOf(err) == chat.Canceled:
		return TestResult{}, err
	case err != nil:
		return TestResult{Message: provider.Problem(err), Models: []string{}}, nil
	}
	ids := make([]string, len(offers))
	for i, o := range offers {
		ids[i] = o.ID
	}
	return TestResult{OK: true, Message: welcome(len(ids)), Models: ids}, nil
}

func welcome(models int) chat.Sentence {
	switch models {
	case 0:
		return "Connected, but the provider lists no models."
	case 1:
		return "Connected. The provider offers 1 model."
	default:
		return chat.Fill("Connected. The provider offers %d models.", models)
	}
}

// listModels asks a provider what it offers, for a limited time.
func listModels(ctx context.Context, p provider.Provider, limit time.Duration) ([]provider.Offer, error) {
	asking, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	models, err := p.Models(asking)
	if err != nil && asking.Err() != nil && ctx.Err() == nil {
		return nil, chat.WithCode(chat.Unavailable, provider.CodeTimeout, chat.Fill("The provider did not answer within %v.", limit))
	}
	return models, err
}
