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
	record := recordOf(ctx)
	record.Target(modelTarget, "", in.Body.DisplayName)
	before, err := s.configuredModel(ctx, in)
	if err != nil {
		return nil, err
	}
	after, err := s.catalog.PutModel(ctx, actorOf(ctx), catalog.ModelInput{
		ProviderID:  in.ID,
		UpstreamID:  in.Body.UpstreamID,
		DisplayName: in.Body.DisplayName,
		Enabled:     in.Body.Enabled == nil || *in.Body.Enabled,
		IsDefault:   in.Body.IsDefault,
	})
	if err == nil {
		record.Target(modelTarget, after.ID.String(), cmp.Or(before.DisplayName, after.DisplayName))
		noteModel(record, before, after)
	}
	return modelAnswer(after, err)
}

// configuredModel is the model that a provider has under an id by now; zero when
// it has none.
func (s *Server) configuredModel(ctx context.Context, in *configureModelInput) (chat.Model, error) {
	return s.firstModel(ctx, func(m chat.Model) bool { return m.ProviderID == in.ID && m.UpstreamID == in.Body.UpstreamID })
}

// noteModel tells the audit log how a model has changed.
func noteModel(r *audit.Record, before, after chat.Model) {
	r.Change("upstream_id", before.UpstreamID, after.UpstreamID)
	r.Change("display_name", before.DisplayName, after.DisplayName)
	r.Change("enabled", before.Enabled, after.Enabled)
	r.Change("is_default", before.IsDefault, after.IsDefault)
}

type updateModelInput struct {
	ID   chat.ModelID `path:"id" format:"uuid"`
	Body api.UpdateModelRequest
}

func (s *Server) updateModel(ctx context.Context, in *updateModelInput) (*payload[api.Model], error) {
	before, err := s.findModel(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	after, err := s.catalog.UpdateModel(ctx, actorOf(ctx), catalog.ModelUpdate{
		ID:          in.ID,
		UpstreamID:  in.Body.UpstreamID,
		DisplayName: in.Body.DisplayName,
		Enabled:     in.Body.Enabled,
		IsDefault:   in.Body.IsDefault,
	})
	if err == nil {
		noteModel(recordOf(ctx), before, after)
	}
	return modelAnswer(after, err)
}

type modelInput struct {
	ID chat.ModelID `path:"id" format:"uuid"`
}

func (s *Server) deleteModel(ctx context.Context, in *modelInput) (*nothing, error) {
	if _, err := s.findModel(ctx, in.ID); err != nil {
		return nil, err
	}
	return &nothing{}, s.catalog.DeleteModel(ctx, actorOf(ctx), in.ID)
}

// findModel is a model before an action on it, which it becomes the target of.
func (s *Server) findModel(ctx context.Context, id chat.ModelID) (chat.Model, error) {
	m, err := s.firstModel(ctx, func(m chat.Model) bool { return m.ID == id })
	if err == nil && m.ID.IsZero() {
		err = chat.Errorf(chat.NotFound, "There is no such model.")
	}
	recordOf(ctx).Target(modelTarget, id.String(), m.DisplayName)
	return m, err
}

// firstModel is the zero model when there is none.
func (s *Server) firstModel(ctx context.Context, wanted func(chat.Model) bool) (chat.Model, error) {
	list, err := s.catalog.AllModels(ctx, actorOf(ctx))
	if i := slices.IndexFunc(list, wanted); i >= 0 {
		return list[i], err
	}
	return chat.Model{}, err
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
