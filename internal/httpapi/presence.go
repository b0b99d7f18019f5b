package httpapi

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/presence"
)

type heartbeatInput struct {
	Body *api.PresenceHeartbeatRequest
}

func (s *Server) heartbeat(ctx context.Context, in *heartbeatInput) (*nothing, error) {
	return &nothing{}, s.presence.Heartbeat(actorOf(ctx), deref(deref(in.Body).Status))
}

func (s *Server) typing(ctx context.Context, in *payload[api.TypingRequest]) (*nothing, error) {
	return &nothing{}, s.presence.Type(ctx, actorOf(ctx), presence.TypingInput{
		ConversationID: in.Body.ConversationID,
		RootID:         in.Body.RootID,
		For:            time.Duration(in.Body.Seconds) * time.Second,
	})
}
