package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// listModels lists what the caller can choose from.
func (s *Server) listModels(ctx context.Context, _ *nothing) (*payload[[]api.Model], error) {
	return modelsAnswer(s.catalog.Models(ctx))
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
	return modelAnswer(s.catalog.PutModel(ctx, actorOf(ctx), catalog.ModelInput{
		ProviderID:  in.ID,
		UpstreamID:  in.Body.UpstreamID,
		DisplayName: in.Body.DisplayName,
		Enabled:     in.Body.Enabled == nil || *in.Body.Enabled,
		IsDefault:   in.Body.IsDefault,
	}))
}

type updateModelInput struct {
	ID   chat.ModelID `path:"id" format:"uuid"`
	Body api.UpdateModelRequest
}

func (s *Server) updateModel(ctx context.Context, in *updateModelInput) (*payload[api.Model], error) {
	return modelAnswer(s.catalog.UpdateModel(ctx, actorOf(ctx), catalog.ModelUpdate{
		ID:          in.ID,
		UpstreamID:  in.Body.UpstreamID,
		DisplayName: in.Body.DisplayName,
		Enabled:     in.Body.Enabled,
		IsDefault:   in.Body.IsDefault,
	}))
}

type modelInput struct {
	ID chat.ModelID `path:"id" format:"uuid"`
}

func (s *Server) deleteModel(ctx context.Context, in *modelInput) (*nothing, error) {
	return &nothing{}, s.catalog.DeleteModel(ctx, actorOf(ctx), in.ID)
}

func modelsAnswer(list []chat.Model, err error) (*payload[[]api.Model], error) {
	if err != nil {
		return nil, err
	}
	models := make([]api.Model, len(list))
	for i, m := range list {
		models[i] = modelOf(m)
	}
	return respond(models), nil
}

func modelAnswer(m chat.Model, err error) (*payload[api.Model], error) {
	if err != nil {
		return nil, err
	}
	return respond(modelOf(m)), nil
}

func modelOf(m chat.Model) api.Model {
	return api.Model{
		ID: m.ID, ProviderID: m.ProviderID, ProviderName: m.ProviderName, ProviderType: m.ProviderType,
		UpstreamID: m.UpstreamID, DisplayName: m.DisplayName,
		Enabled: m.Enabled, IsDefault: m.IsDefault, Source: m.Source,
	}
}
