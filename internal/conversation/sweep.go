package conversation

import (
	"context"
	"time"
)

const (
	// keepInvites is how long invitations stay after they expired, so that whoever
	// made them finds out what became of them.
	keepInvites = 30 * 24 * time.Hour
	// sweepBatch is how many rows are removed at a time.
	sweepBatch = 500
)

// Purge removes conversations for good that were deleted too long ago to be
// restored, and says how many.
func (s *Service) Purge(ctx context.Context) (removed int, err error) {
	return s.store.PurgeConversations(ctx, s.now().Add(-s.trash))
}

// SweepInvites removes some of the invitations that expired long ago, and says
// how many; 0 = nothing is left to remove.
func (s *Service) SweepInvites(ctx context.Context) (removed int, err error) {
	return s.store.SweepInvites(ctx, s.now().Add(-keepInvites), sweepBatch)
}
