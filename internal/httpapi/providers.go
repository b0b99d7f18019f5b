package httpapi

import (
	"context"
	"slices"
	"strconv"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/audit"
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
	record := recordOf(ctx)
	record.Target(providerTarget, "", in.Body.Name)
	made, err := s.catalog.AddProvider(ctx, actorOf(ctx), catalog.ProviderInput{
		Name:    in.Body.Name,
		BaseURL: in.Body.BaseURL,
		APIKey:  deref(in.Body.APIKey),
		Headers: in.Body.AdditionalHeaders,
		Enabled: in.Body.Enabled == nil || *in.Body.Enabled,
	})
	if err == nil {
		record.Target(providerTarget, made.ID.String(), made.Name)
		record.Change("base_url", nil, made.BaseURL)
		record.Change("enabled", nil, made.Enabled)
		noteSecrets(record, made.HasAPIKey, len(made.HeaderNames) > 0)
	}
	return providerAnswer(made, err)
}

// noteSecrets tells the audit log that secrets of a provider were set or
// removed, and not what they are.
func noteSecrets(r *audit.Record, key, headers bool) {
	if key {
		r.Hidden("api_key")
	}
	if headers {
		r.Hidden("additional_headers")
	}
}

type updateProviderInput struct {
	ID   chat.ProviderID `path:"id" format:"uuid"`
	Body api.UpdateProviderRequest
}

func (s *Server) updateProvider(ctx context.Context, in *updateProviderInput) (*payload[api.Provider], error) {
	if err := s.findProvider(ctx, in.ID); err != nil {
		return nil, err
	}
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
	changed, err := s.catalog.UpdateProvider(ctx, actorOf(ctx), change)
	if err == nil {
		record, before, after := recordOf(ctx), changed.Before, changed.After
		record.Change("name", before.Name, after.Name)
		record.Change("base_url", before.BaseURL, after.BaseURL)
		record.Change("enabled", before.Enabled, after.Enabled)
		noteSecrets(record, change.APIKey != nil, change.Headers != nil)
	}
	return providerAnswer(changed.After, err)
}

type providerInput struct {
	ID chat.ProviderID `path:"id" format:"uuid"`
}

func (s *Server) deleteProvider(ctx context.Context, in *providerInput) (*nothing, error) {
	if err := s.findProvider(ctx, in.ID); err != nil {
		return nil, err
	}
	return &nothing{}, s.catalog.DeleteProvider(ctx, actorOf(ctx), in.ID)
}

// findProvider makes a provider the target of an action on it.
func (s *Server) findProvider(ctx context.Context, id chat.ProviderID) error {
	list, err := s.catalog.Providers(ctx, actorOf(ctx))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(p catalog.ProviderView) bool { return p.ID == id })
	if i < 0 {
		return chat.Errorf(chat.NotFound, "There is no such provider.")
	}
	recordOf(ctx).Target(providerTarget, id.String(), list[i].Name)
	return nil
}

func (s *Server) testProvider(ctx context.Context, in *providerInput) (*payload[api.ConnectionTestResponse], error) {
	if err := s.findProvider(ctx, in.ID); err != nil {
		return nil, err
	}
	result, err := s.catalog.TestProvider(ctx, actorOf(ctx), in.ID)
	noteTest(recordOf(ctx), result, err)
	return testAnswer(result, err)
}

// noteTest tells the audit log what a trial of a provider has shown.
func noteTest(r *audit.Record, result catalog.TestResult, err error) {
	if err == nil {
		r.Fact("reachable", strconv.FormatBool(result.OK))
	}
}

// testDraft tries a provider out that is not saved, or not as it is now.
func (s *Server) testDraft(ctx context.Context, in *payload[api.TestProviderRequest]) (*payload[api.ConnectionTestResponse], error) {
	recordOf(ctx).Target(providerTarget, "", in.Body.Name)
	id := deref(in.Body.ProviderID)
	if !id.IsZero() {
		if err := s.findProvider(ctx, id); err != nil {
			return nil, err
		}
	}
	result, err := s.catalog.TestEdit(ctx, actorOf(ctx), id, draftInput(in.Body.ProviderDraft))
	noteTest(recordOf(ctx), result, err)
	return testAnswer(result, err)
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
