package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func (s *Server) listProviders(ctx context.Context, _ *nothing) (*payload[[]api.Provider], error) {
	list, err := s.catalog.Providers(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	providers := make([]api.Provider, len(list))
	for i, p := range list {
		providers[i] = providerOf(p)
	}
	return respond(providers), nil
}

func (s *Server) createProvider(ctx context.Context, in *payload[api.CreateProviderRequest]) (*payload[api.Provider], error) {
	return providerAnswer(s.catalog.AddProvider(ctx, actorOf(ctx), catalog.ProviderInput{
		Name:    in.Body.Name,
		BaseURL: in.Body.BaseURL,
		APIKey:  deref(in.Body.APIKey),
		Headers: in.Body.AdditionalHeaders,
		Enabled: in.Body.Enabled == nil || *in.Body.Enabled,
	}))
}

type updateProviderInput struct {
	ID   chat.ProviderID `path:"id" format:"uuid"`
	Body api.UpdateProviderRequest
}

func (s *Server) updateProvider(ctx context.Context, in *updateProviderInput) (*payload[api.Provider], error) {
	change := catalog.ProviderUpdate{
		ID:      in.ID,
		Name:    in.Body.Name,
		BaseURL: in.Body.BaseURL,
		APIKey:  in.Body.APIKey,
		Headers: in.Body.AdditionalHeaders,
		Enabled: in.Body.Enabled,
	}
	if deref(in.Body.ClearAPIKey) {
		change.APIKey = new("")
	}
	return providerAnswer(s.catalog.UpdateProvider(ctx, actorOf(ctx), change))
}

type providerInput struct {
	ID chat.ProviderID `path:"id" format:"uuid"`
}

func (s *Server) deleteProvider(ctx context.Context, in *providerInput) (*nothing, error) {
	return &nothing{}, s.catalog.DeleteProvider(ctx, actorOf(ctx), in.ID)
}

func (s *Server) testProvider(ctx context.Context, in *providerInput) (*payload[api.ConnectionTestResponse], error) {
	return testAnswer(s.catalog.TestProvider(ctx, actorOf(ctx), in.ID))
}

// testDraft tries a provider out that is not saved, or not as it is now.
func (s *Server) testDraft(ctx context.Context, in *payload[api.TestProviderRequest]) (*payload[api.ConnectionTestResponse], error) {
	return testAnswer(s.catalog.TestEdit(ctx, actorOf(ctx), deref(in.Body.ProviderID), draftInput(in.Body.ProviderDraft)))
}

func testAnswer(result catalog.TestResult, err error) (*payload[api.ConnectionTestResponse], error) {
	if err != nil {
		return nil, err
	}
	return respond(api.ConnectionTestResponse{OK: result.OK, Message: result.Message, Models: result.Models}), nil
}

func providerAnswer(p catalog.ProviderView, err error) (*payload[api.Provider], error) {
	if err != nil {
		return nil, err
	}
	return respond(providerOf(p)), nil
}

func providerOf(p catalog.ProviderView) api.Provider {
	return api.Provider{
		ID: p.ID, Name: p.Name, Type: p.Type, BaseURL: p.BaseURL,
		HasAPIKey: p.HasAPIKey, AdditionalHeaderNames: p.HeaderNames,
		Enabled: p.Enabled, Source: p.Source, ReadOnly: p.ReadOnly, CreatedAt: p.CreatedAt,
		Local: p.Local, Health: healthOf(p.Health), ModelsAt: orNil(p.ModelsAt), ModelsStale: p.ModelsStale,
	}
}

func healthOf(h chat.Health) api.ProviderHealth {
	out := api.ProviderHealth{
		State: h.State, CheckedAt: orNil(h.CheckedAt), Since: orNil(h.Since), RetryAt: orNil(h.RetryAt), Message: orNil(h.Problem),
	}
	if h.Latency > 0 {
		out.LatencyMS = new(h.Latency.Milliseconds())
	}
	return out
}
