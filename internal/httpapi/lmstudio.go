package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/lmstudio"
)

func (s *Server) getLMStudio(ctx context.Context, _ *nothing) (*payload[api.LMStudioStatus], error) {
	return s.lmStudioAnswer(ctx, nil)
}

func (s *Server) switchLMStudio(ctx context.Context, in *payload[api.LMStudioServerRequest]) (*payload[api.LMStudioStatus], error) {
	recordOf(ctx).Fact("action", in.Body.Action)
	if in.Body.Action == "start" {
		return s.lmStudioAnswer(ctx, s.lmstudio.StartServer(ctx))
	}
	return s.lmStudioAnswer(ctx, s.lmstudio.StopServer(ctx))
}

func (s *Server) loadLMStudioModel(ctx context.Context, in *payload[api.LMStudioLoadRequest]) (*payload[api.LMStudioStatus], error) {
	recordOf(ctx).Fact("model", in.Body.Model)
	return s.lmStudioAnswer(ctx, s.lmstudio.Load(ctx, in.Body.Model, deref(in.Body.ContextLength)))
}

func (s *Server) unloadLMStudioModel(ctx context.Context, in *payload[api.LMStudioUnloadRequest]) (*payload[api.LMStudioStatus], error) {
	if in.Body.Model != nil { // else all of them
		recordOf(ctx).Fact("model", *in.Body.Model)
	}
	return s.lmStudioAnswer(ctx, s.lmstudio.Unload(ctx, in.Body.Model))
}

// lmStudioAnswer shows what came of an action.
func (s *Server) lmStudioAnswer(ctx context.Context, failed error) (*payload[api.LMStudioStatus], error) {
	if failed != nil {
		return nil, failed
	}
	st, err := s.lmstudio.Status(ctx)
	if err != nil {
		return nil, err
	}
	return respond(api.LMStudioStatus{
		Enabled:       !st.Off,
		CLIAvailable:  st.Available,
		CLIPath:       orNil(st.Path),
		Version:       orNil(st.Version),
		ServerRunning: st.ServerURL != "",
		ServerURL:     orNil(st.ServerURL),
		Downloaded:    lmStudioModels(st.Downloaded),
		Loaded:        lmStudioModels(st.Loaded),
		Message:       orNil(st.Message),
	}), nil
}

func lmStudioModels(list []lmstudio.Model) []api.LMStudioModel {
	models := make([]api.LMStudioModel, len(list))
	for i, m := range list {
		models[i] = api.LMStudioModel{ID: m.ID, DisplayName: orNil(m.DisplayName), SizeBytes: m.SizeBytes}
	}
	return models
}
