package httpapi

import (
	"cmp"
	"context"
	"slices"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// listModels lists what the caller can choose from.
func (s *Server) listModels(ctx context.Context, _ *nothing) (*payload[[]api.Model], error) {
	return modelsAnswer(s.catalog.Choices(ctx))
}

// refreshModels has providers that fail asked again. The answer does not wait
// for them.
func (s *Server) refreshModels(context.Context, *nothing) (*nothing, error) {
	s.catalog.Recheck()
	return &nothing{}, nil
}

// listAllModels also lists what is switched off.
func (s *Server) listAllModels(ctx context.Context, _ *nothing) (*payload[[]api.Model], error) {
	return modelsAnswer(s.catalog.AllModels(ctx, actorOf(ctx)))
}

type configureModelInput struct {
	ID   chat.ProviderID `path:"id" format:"uuid"`
	Body api.ConfigureModelRequest
}

func (s *Server) configureModel(ctx context.Context, in *configureModelInput) (*payload[api.Model], error) {
	record := recordOf(ctx)
	record.Target(modelTarget, "", in.Body.DisplayName)
	put, err := s.catalog.PutModel(ctx, actorOf(ctx), catalog.ModelInput{
		ProviderID:  in.ID,
		UpstreamID:  in.Body.UpstreamID,
		DisplayName: in.Body.DisplayName,
		Enabled:     in.Body.Enabled == nil || *in.Body.Enabled,
		IsDefault:   in.Body.IsDefault,
		Facts:       factsInput(in.Body.ModelFacts),
	})
	if err == nil {
		record.Target(modelTarget, put.After.ID.String(), cmp.Or(put.Before.DisplayName, put.After.DisplayName))
		noteModel(record, put.Before, put.After)
	}
	return modelAnswer(put.After, err)
}

// noteModel tells the audit log how a model has changed.
func noteModel(r *audit.Record, before, after catalog.ModelView) {
	r.Change("upstream_id", before.UpstreamID, after.UpstreamID)
	r.Change("display_name", before.DisplayName, after.DisplayName)
	r.Change("enabled", before.Enabled, after.Enabled)
	r.Change("is_default", before.IsDefault, after.IsDefault)
	was, is := before.Known(), after.Known()
	r.Change("context_size", was.ContextSize, is.ContextSize)
	r.Change("input_price", dollars(was.InputPrice), dollars(is.InputPrice))
	r.Change("output_price", dollars(was.OutputPrice), dollars(is.OutputPrice))
	r.Change("capabilities", was.Capabilities, is.Capabilities)
}

func factsInput(f api.ModelFacts) catalog.FactsInput {
	return catalog.FactsInput{
		ContextSize: f.ContextSize, InputPrice: f.InputPrice, OutputPrice: f.OutputPrice, Capabilities: f.Capabilities, Clear: f.Clear,
	}
}

type updateModelInput struct {
	ID   chat.ModelID `path:"id" format:"uuid"`
	Body api.UpdateModelRequest
}

func (s *Server) updateModel(ctx context.Context, in *updateModelInput) (*payload[api.Model], error) {
	if err := s.findModel(ctx, in.ID); err != nil {
		return nil, err
	}
	changed, err := s.catalog.UpdateModel(ctx, actorOf(ctx), catalog.ModelUpdate{
		ID:          in.ID,
		UpstreamID:  in.Body.UpstreamID,
		DisplayName: in.Body.DisplayName,
		Enabled:     in.Body.Enabled,
		IsDefault:   in.Body.IsDefault,
		Facts:       factsInput(in.Body.ModelFacts),
	})
	if err == nil {
		noteModel(recordOf(ctx), changed.Before, changed.After)
	}
	return modelAnswer(changed.After, err)
}

type modelInput struct {
	ID chat.ModelID `path:"id" format:"uuid"`
}

func (s *Server) deleteModel(ctx context.Context, in *modelInput) (*nothing, error) {
	if err := s.findModel(ctx, in.ID); err != nil {
		return nil, err
	}
	return &nothing{}, s.catalog.DeleteModel(ctx, actorOf(ctx), in.ID)
}

// findModel makes a model the target of an action on it.
func (s *Server) findModel(ctx context.Context, id chat.ModelID) error {
	list, err := s.catalog.AllModels(ctx, actorOf(ctx))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(m catalog.ModelView) bool { return m.ID == id })
	if i < 0 {
		return chat.Errorf(chat.NotFound, "There is no such model.")
	}
	recordOf(ctx).Target(modelTarget, id.String(), list[i].DisplayName)
	return nil
}

func modelsAnswer(list []catalog.ModelView, err error) (*payload[[]api.Model], error) {
	if err != nil {
		return nil, err
	}
	models := make([]api.Model, len(list))
	for i, m := range list {
		models[i] = modelOf(m)
	}
	return respond(models), nil
}

func modelAnswer(m catalog.ModelView, err error) (*payload[api.Model], error) {
	if err != nil {
		return nil, err
	}
	return respond(modelOf(m)), nil
}

func modelOf(m catalog.ModelView) api.Model {
	known := m.Known()
	return api.Model{
		ID: m.ID, ProviderID: m.ProviderID, ProviderName: m.ProviderName, ProviderType: m.ProviderType,
		UpstreamID: m.UpstreamID, DisplayName: m.DisplayName,
		Enabled: m.Enabled, IsDefault: m.IsDefault, Source: m.Source,
		ContextSize: known.ContextSize, InputPrice: dollars(known.InputPrice), OutputPrice: dollars(known.OutputPrice),
		Capabilities: notNull(known.Capabilities),
		Local:        m.Local, Available: m.Unavailable == "", UnavailableReason: orNil(m.Unavailable),
	}
}

func dollars(price *chat.MicroDollars) *float64 {
	if price == nil {
		return nil
	}
	return new(float64(*price) / 1e6)
}

func notNull[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type discoveredInput struct {
	ID      chat.ProviderID `path:"id" format:"uuid"`
	Refresh bool            `query:"refresh" doc:"Ask the provider first."`
}

// discoveredModels tells what a provider offers.
func (s *Server) discoveredModels(ctx context.Context, in *discoveredInput) (*payload[api.DiscoveredModels], error) {
	found, err := s.catalog.Discovered(ctx, actorOf(ctx), in.ID, in.Refresh)
	if err != nil {
		return nil, err
	}
	models := make([]api.DiscoveredModel, len(found.Models))
	for i, m := range found.Models {
		models[i] = api.DiscoveredModel{
			ID: m.ID, Configured: m.Configured, ContextSize: m.Facts.ContextSize,
			InputPrice: dollars(m.Facts.InputPrice), OutputPrice: dollars(m.Facts.OutputPrice), Capabilities: notNull(m.Facts.Capabilities),
		}
	}
	return respond(api.DiscoveredModels{
		Models: models, At: orNil(found.At), Stale: found.Problem != "", Problem: orNil(found.Problem),
	}), nil
}
