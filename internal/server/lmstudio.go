package server

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/lmstudio"
	"github.com/rustygpt/rustygpt/internal/settings"
)

func lmStudio(cfg config.LMStudio, s *settings.Service) *lmstudio.Service {
	return lmstudio.New(lmstudio.Options{
		Off:  !cfg.Enabled,
		Path: cfg.Path,
		Stored: func(ctx context.Context) (string, error) {
			v, err := s.Get(ctx)
			return v.LMStudioPath, err
		},
	})
}
