package catalog

import (
	"context"
	"iter"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// The codes of a choice that cannot be met.
const (
	CodeModelUnavailable = "model_unavailable"
	CodeNoModel          = "no_model"
)

// Resolve finds the model that answers. An explicit choice is met or refused
// with a Conflict. A preferred one gives way to the default and that to the
// first usable model; Conflict when there is none at all.
func (s *Service) Resolve(ctx context.Context, explicit, preferred chat.ModelID) (chat.Model, error) {
	if !explicit.IsZero() {
		m, ok, err := s.find(ctx, explicit)
		if err == nil && !ok {
			err = modelUnavailable()
		}
		return m, err
	}
	snap, err := s.view(ctx)
	if err != nil {
		return chat.Model{}, err
	}
	if m, ok := snap.usableID[preferred]; ok {
		return m, nil
	}
	if len(snap.usable) == 0 {
		return chat.Model{}, chat.WithCode(chat.Conflict, CodeNoModel, "No model is available. An administrator can connect one.")
	}
	return snap.usable[0], nil // the default if it is usable: it stands first
}

func modelUnavailable() error {
	return chat.WithCode(chat.Conflict, CodeModelUnavailable, "The chosen model is not available any more. Choose another one.")
}

// Usable is Invalid when a model cannot be chosen.
func (s *Service) Usable(ctx context.Context, id chat.ModelID) error {
	_, ok, err := s.find(ctx, id)
	if err == nil && !ok {
		return chat.InvalidField("model_id", "is not a model that can be used")
	}
	return err
}

// find looks a usable model up. One that is not there may just have been added
// by another process: that is looked up afresh.
func (s *Service) find(ctx context.Context, id chat.ModelID) (m chat.Model, ok bool, err error) {
	snap, err := s.view(ctx)
	if err != nil {
		return m, false, err
	}
	if m, ok = snap.usableID[id]; ok {
		return m, true, nil
	}
	if snap, err = s.freshView(ctx); err != nil {
		return m, false, err
	}
	m, ok = snap.usableID[id]
	return m, ok, nil
}

// Models lists the models that can be chosen, the default first.
func (s *Service) Models(ctx context.Context) ([]chat.Model, error) {
	snap, err := s.freshView(ctx)
	if err != nil {
		return nil, err
	}
	return append([]chat.Model{}, snap.usable...), nil
}

// Stream runs a model that Resolve returned, with the parameters it was
// configured with. Unavailable at once while its provider is down.
func (s *Service) Stream(ctx context.Context, model chat.Model, messages []provider.Message) iter.Seq2[provider.Delta, error] {
	b, err := s.backend(ctx, model.ProviderID)
	if err != nil {
		return func(yield func(provider.Delta, error) bool) { yield(provider.Delta{}, err) }
	}
	return b.stream(ctx, provider.Request{Model: model.UpstreamID, Messages: messages, Params: model.Params})
}

func (s *Service) backend(ctx context.Context, id chat.ProviderID) (*backend, error) {
	snap, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	b := snap.backends[id]
	if b == nil || !b.Enabled {
		return nil, chat.WithCode(chat.Conflict, CodeModelUnavailable, "The provider of the chosen model was removed or switched off.")
	}
	return b, nil
}
