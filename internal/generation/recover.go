package generation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/rustygpt/rustygpt/internal/store"
)

// Recover ends the answers that an earlier life of this instance left behind,
// and those of other instances whose lease ended. Their text is kept. Call it
// before the first Run.
func (s *Service) Recover(ctx context.Context) error {
	return s.adopt(ctx, s.opts.Instance)
}

// adopt ends the orphans of an instance, and all whose lease ended. Answers that
// run here are none, even when this process slept through their lease.
func (s *Service) adopt(ctx context.Context, instance string) error {
	orphans, err := s.store.Orphans(ctx, instance, s.opts.Now())
	if err != nil {
		return fmt.Errorf("list unfinished answers: %w", err)
	}
	orphans = slices.DeleteFunc(orphans, func(o store.Orphan) bool { return s.find(o.Message.ID) != nil })
	if len(orphans) == 0 {
		return nil
	}
	batch := make([]store.Progress, len(orphans))
	for i, o := range orphans {
		batch[i] = store.Progress{Message: o.Message, Index: o.Chunks, At: s.opts.Now(), Finish: &store.Finish{
			Status:       endInterrupted.status,
			FinishReason: endInterrupted.reason,
			KeepChunks:   s.opts.KeepChunks,
		}}
	}
	events, err := s.store.SaveProgress(ctx, batch)
	if err != nil {
		return fmt.Errorf("end unfinished answers: %w", err)
	}
	s.hub.Publish(events...)
	s.metrics.ended[endInterrupted.outcome()].Add(float64(len(batch)))
	s.log.Info("ended answers that nobody was writing any more", "answers", len(batch))
	return nil
}

// keepLeases renews this instance's leases well before they end, and takes over
// what other instances left behind, until ctx ends.
func (s *Service) keepLeases(ctx context.Context) {
	tick := time.NewTicker(s.opts.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.renew(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("leases of running answers", "error", err)
		}
	}
}

func (s *Service) renew(ctx context.Context) error {
	if len(s.snapshot()) > 0 {
		unwanted, err := s.store.ExtendLeases(ctx, s.opts.Instance, s.opts.Now().Add(s.opts.Lease))
		if err != nil {
			return fmt.Errorf("extend leases: %w", err)
		}
		for _, message := range unwanted {
			s.Cancel(message)
		}
	}
	return s.adopt(ctx, "")
}
