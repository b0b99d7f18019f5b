package account

import (
	"context"
	"time"
)

const countEvery = time.Minute

// Run keeps the gauge of live login sessions and the setup token, until ctx
// ends.
func (s *Service) Run(ctx context.Context) error {
	count, keep := time.NewTicker(countEvery), time.NewTicker(keepSetupTokenEvery)
	defer count.Stop()
	defer keep.Stop()
	s.countSessions(ctx)
	for {
		select {
		case <-ctx.Done():
			s.keepOrWarn(context.WithoutCancel(ctx), 0)
			return nil
		case <-keep.C:
			s.keepOrWarn(ctx, setupTokenFor)
		case <-count.C:
			s.lineage.Prune(s.now())
			s.countSessions(ctx)
		}
	}
}

func (s *Service) keepOrWarn(ctx context.Context, more time.Duration) {
	if err := s.keepSetupToken(ctx, more); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "noting how long the setup token works failed", "error", err)
	}
}

func (s *Service) countSessions(ctx context.Context) {
	counts, err := s.store.CountSessions(ctx, s.now())
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "counting login sessions failed", "error", err)
		}
		return
	}
	for role, gauge := range s.metrics.activeSessions {
		gauge.Set(float64(counts[role]))
	}
}
