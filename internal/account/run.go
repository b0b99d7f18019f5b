package account

import (
	"context"
	"time"
)

const (
	countEvery = time.Minute
	sweepEvery = time.Hour
	// keepEnded is how long ended sessions stay, so that their owners are told
	// that they expired rather than that they never were.
	keepEnded = 24 * time.Hour
)

// Run removes login sessions that ended long ago, keeps the gauge of live ones
// and the setup token, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	count, sweep, keep := time.NewTicker(countEvery), time.NewTicker(sweepEvery), time.NewTicker(keepSetupTokenEvery)
	defer count.Stop()
	defer sweep.Stop()
	defer keep.Stop()
	s.sweepSessions(ctx)
	s.countSessions(ctx)
	for {
		select {
		case <-ctx.Done():
			s.keepOrWarn(context.WithoutCancel(ctx), 0)
			return nil
		case <-keep.C:
			s.keepOrWarn(ctx, setupTokenFor)
		case <-sweep.C:
			s.sweepSessions(ctx)
		case <-count.C:
			s.lineage.Prune(s.now())
			s.sweepAttempts(ctx)
			s.countSessions(ctx)
		}
	}
}

func (s *Service) keepOrWarn(ctx context.Context, more time.Duration) {
	if err := s.keepSetupToken(ctx, more); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "noting how long the setup token works failed", "error", err)
	}
}

func (s *Service) sweepSessions(ctx context.Context) {
	removed, err := s.store.SweepSessions(ctx, s.now().Add(-keepEnded))
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.log.WarnContext(ctx, "removing ended login sessions failed", "error", err)
	case removed > 0:
		s.log.InfoContext(ctx, "removed ended login sessions", "count", removed)
	}
}

// sweepAttempts forgets soon who tried to log in.
func (s *Service) sweepAttempts(ctx context.Context) {
	if _, err := s.store.SweepAttempts(ctx, s.now()); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "removing attempts to log in failed", "error", err)
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
