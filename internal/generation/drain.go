package generation

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Drain lets running answers go on until ctx ends, and then interrupts the rest.
// When it returns nil, every answer is final in the store and no worker runs;
// an error says how many are not, because the store does not take them. New
// answers are interrupted from its start on. Serve must still run.
func (s *Service) Drain(ctx context.Context) error {
	s.refuse()
	s.awaitAll(ctx)
	s.interruptAll()
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.Settle)
	defer cancel()
	s.awaitAll(settle)
	if n := len(s.snapshot()); n > 0 {
		return fmt.Errorf("%d answers could not be saved before the end", n)
	}
	return s.awaitWorkers(settle)
}

// refuse makes answers that start from now on end at once.
func (s *Service) refuse() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.draining = true
}

func (s *Service) interruptAll() {
	s.refuse()
	for _, r := range s.snapshot() {
		s.conclude(r, endInterrupted)
	}
}

func (s *Service) snapshot() []*run {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.runs))
}

// awaitAll returns when no run is left, or when ctx ends.
func (s *Service) awaitAll(ctx context.Context) {
	for {
		runs := s.snapshot()
		if len(runs) == 0 {
			return
		}
		for _, r := range runs {
			select {
			case <-r.final.Done():
			case <-ctx.Done():
				return
			}
		}
	}
}

// awaitWorkers waits for providers to let go of calls that were ended.
func (s *Service) awaitWorkers(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		s.workers.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("a provider did not let go of its call: %w", ctx.Err())
	}
}
