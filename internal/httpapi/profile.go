package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
)

func (s *Server) getProfile(ctx context.Context, _ *nothing) (*payload[api.AuthenticatedUser], error) {
	return respond(authenticatedUser(actorOf(ctx).Account)), nil
}

func (s *Server) updateProfile(ctx context.Context, in *payload[api.ProfileUpdateRequest]) (*payload[api.AuthenticatedUser], error) {
	changed, err := s.accounts.UpdateProfile(ctx, actorOf(ctx), account.ProfileInput{
		Username: in.Body.Username, Email: in.Body.Email, DisplayName: in.Body.DisplayName,
	})
	if err != nil {
		return nil, err
	}
	return respond(authenticatedUser(changed)), nil
}
