package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// Completion is a request that a client composed itself.
type Completion struct {
	ModelID     chat.ModelID
	Messages    []json.RawMessage
	Tools       json.RawMessage // nil = none
	Temperature *float64        // nil = the provider's default
}

// Relay runs a model for a client that also reads the answer itself. Conflict when the model cannot be used. However the provider fails, it
// is Upstream: the client is to tell it from failures of this server. The caller
// closes what it gets.
func (s *Service) Relay(ctx context.Context, c Completion) (io.ReadCloser, error) {
	m, ok, err := s.find(ctx, c.ModelID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, modelUnavailable()
	}
	b, err := s.backend(ctx, m.ProviderID)
	if err != nil {
		return nil, err
	}
	answer, err := b.relay(ctx, provider.Completion{
		Model: m.UpstreamID, Messages: c.Messages, Tools: c.Tools, Temperature: c.Temperature,
	})
	if err != nil {
		return nil, upstreamFailure(err)
	}
	return answer, nil
}

func upstreamFailure(err error) error {
	e, ok := errors.AsType[*chat.Error](err)
	if !ok || e.Kind != chat.RateLimited && e.Kind != chat.Unavailable {
		return err
	}
	failed := *e
	failed.Kind = chat.Upstream
	return &failed
}
