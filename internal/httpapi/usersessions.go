package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func (s *Server) listUserSessions(ctx context.Context, in *OfUser) (*payload[api.DeviceList], error) {
	a := actorOf(ctx)
	list, err := s.accounts.SessionsOf(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return respond(deviceList(list, a.Session.ID)), nil
}

type userSessionInput struct {
	OfUser
	SessionID chat.SessionID `path:"session_id" format:"uuid"`
}

func (s *Server) revokeUserSession(ctx context.Context, in *userSessionInput) (*nothing, error) {
	if err := s.findUser(ctx, in.ID); err != nil {
		return nil, err
	}
	return &nothing{}, s.accounts.RevokeSessionOf(ctx, actorOf(ctx), in.ID, in.SessionID)
}

func (s *Server) revokeUserSessions(ctx context.Context, in *OfUser) (*nothing, error) {
	if err := s.findUser(ctx, in.ID); err != nil {
		return nil, err
	}
	return &nothing{}, s.accounts.RevokeSessionsOf(ctx, actorOf(ctx), in.ID)
}
