package account

import (
	"context"
	"time"
)

const (
	// keepEnded is how long ended sessions stay, so that their owners are told
	// that they expired rather than that they never were.
	keepEnded = 24 * time.Hour
	// keepInvites is how long invitations stay after they expired, so that whoever
	// made them finds out what became of them.
	keepInvites = 30 * 24 * time.Hour
	// sweepBatch is how many rows are removed at a time.
	sweepBatch = 500
)

// SweepSessions removes some of the login sessions that ended long ago, in
// whatever way, and says how many; 0 = nothing is left to remove.
func (s *Service) SweepSessions(ctx context.Context) (removed int, err error) {
	return s.store.SweepSessions(ctx, s.now().Add(-keepEnded), sweepBatch)
}

// SweepAttempts forgets some of those who tried to log in and may try again as
// often as anybody, and says how many; 0 = nothing is left to forget.
func (s *Service) SweepAttempts(ctx context.Context) (removed int, err error) {
	return s.store.SweepAttempts(ctx, s.now(), sweepBatch)
}

// SweepSetupTokens removes the setup tokens of instances that ended without a
// word, and says how many.
func (s *Service) SweepSetupTokens(ctx context.Context) (removed int, err error) {
	return s.store.SweepSetupTokens(ctx, s.now())
}

// SweepInvites removes some of the invitations to make an account that expired
// long ago, and says how many; 0 = nothing is left to remove.
func (s *Service) SweepInvites(ctx context.Context) (removed int, err error) {
	return s.store.SweepAccountInvites(ctx, s.now().Add(-keepInvites), sweepBatch)
}
