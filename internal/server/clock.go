package server

import (
	"context"
	"log/slog"
	"time"
)

// clockWatch warns when this machine's clock goes apart from the database's.
// Leases are written by one machine and read by others. They are renewed when a
// third has passed, so a clock that is ahead by the rest of one takes a running
// answer for abandoned. That cannot be while all keep within a third of the
// database's clock.
type clockWatch struct {
	offset  func(context.Context) (time.Duration, error) // of the database's clock
	allowed time.Duration
	log     *slog.Logger
	apart   bool // and it was said
}

func newClockWatch(s *shared, lease time.Duration, now func() time.Time, log *slog.Logger) *clockWatch {
	return &clockWatch{
		offset:  func(ctx context.Context) (time.Duration, error) { return s.ClockOffset(ctx, now) },
		allowed: lease / 3,
		log:     log,
	}
}

func (c *clockWatch) check(ctx context.Context) error {
	offset, err := c.offset(ctx)
	if err != nil {
		return err
	}
	apart := offset.Abs() > c.allowed
	if apart && !c.apart {
		c.log.WarnContext(ctx, "this machine's clock and that of the database server are too far apart: set them right, "+
			"or answers that are being written are taken for abandoned", "difference", offset, "allowed", c.allowed)
	}
	c.apart = apart
	return nil
}
