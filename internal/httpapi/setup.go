package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
)

// shortPassword is the least number of characters that /api/setup accepts; its
// documented example has nine. The wizard of the chats API asks for more.
const shortPassword = 8

func (s *Server) getSetup(ctx context.Context, _ *nothing) (*payload[api.SetupStatus], error) {
	done, err := s.accounts.IsSetup(ctx)
	if err != nil {
		return nil, err
	}
	return respond(api.SetupStatus{IsSetup: done}), nil
}

func (s *Server) postSetup(ctx context.Context, in *payload[api.SetupRequest]) (*nothing, error) {
	_, err := s.accounts.Setup(ctx, account.SetupInput{
		Username:    in.Body.Username,
		Email:       in.Body.Email,
		Password:    in.Body.Password,
		MinPassword: shortPassword,
	})
	return &nothing{}, err
}
