package sweep

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// startWithin spreads the first sweeps over the time after a start, when there
	// is enough to do.
	startWithin = 30 * time.Second
	// breath is what others get between two steps, besides their turn in the queue
	// of the database.
	breath = 20 * time.Millisecond
)

// Chore is one kind of things that are removed.
type Chore struct {
	Name  string // in the log, in metrics and for administrators, like login_sessions
	Every time.Duration
	// Step removes some and says how many. It is called until nothing is left to
	// remove, which is 0.
	Step func(ctx context.Context) (removed int, err error)
}

// Last is how a chore went the last time.
type Last struct {
	Name    string
	At      time.Time // when it was done; zero = not yet
	Removed int
	Failed  bool
}

// Sweeper does chores. It is safe for concurrent use.
type Sweeper struct {
	chores  []Chore
	now     func() time.Time
	log     *slog.Logger
	metrics metrics

	mu   sync.Mutex
	last []Last // in the order of chores
}

// New makes a Sweeper.
func New(chores []Chore, now func() time.Time, log *slog.Logger, reg prometheus.Registerer) *Sweeper {
	s := &Sweeper{chores: chores, now: now, log: log, metrics: newMetrics(reg), last: make([]Last, len(chores))}
	for i, c := range chores {
		s.last[i].Name = c.Name
		s.metrics.announce(c.Name)
	}
	return s
}

// Run does the chores until ctx ends. Each goes its own way: one that takes long
// does not hold up the others.
func (s *Sweeper) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for i := range s.chores {
		all.Go(func() { s.repeat(ctx, i) })
	}
	all.Wait()
	return ctx.Err()
}

// Last tells how each chore went the last time.
func (s *Sweeper) Last() []Last {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Last{}, s.last...)
}

func (s *Sweeper) repeat(ctx context.Context, i int) {
	c := s.chores[i]
	for wait := upTo(min(c.Every, startWithin)); sleep(ctx, wait); wait = around(c.Every) {
		removed, err := s.sweep(ctx, c)
		if ctx.Err() != nil {
			return
		}
		s.note(i, Last{Name: c.Name, At: s.now(), Removed: removed, Failed: err != nil}, err)
	}
}

// around is a time within a tenth of another one, so that instances and chores
// that began together do not stay together.
func around(d time.Duration) time.Duration { return d - d/10 + upTo(d/5) }

// upTo is a time that nobody needs to be unable to guess.
func upTo(d time.Duration) time.Duration { return rand.N(d) } //nolint:gosec // G404: see above

// sweep does a chore to its end.
func (s *Sweeper) sweep(ctx context.Context, c Chore) (removed int, err error) {
	for {
		n, err := c.Step(ctx)
		removed += n
		s.metrics.removed.WithLabelValues(c.Name).Add(float64(n))
		if err != nil || n == 0 || !sleep(ctx, breath) {
			return removed, err
		}
	}
}

// note keeps and tells how a chore went. Of failures in a row the first one is
// told: a database that is away is in the log already.
func (s *Sweeper) note(i int, l Last, err error) {
	s.mu.Lock()
	failedBefore := s.last[i].Failed
	s.last[i] = l
	s.mu.Unlock()
	if l.Removed > 0 {
		s.log.Info("swept", "what", l.Name, "removed", l.Removed)
	}
	if err == nil {
		s.metrics.done.WithLabelValues(l.Name).Set(float64(l.At.UnixMilli()) / 1000)
		return
	}
	s.metrics.failures.WithLabelValues(l.Name).Inc()
	if !failedBefore {
		s.log.Warn("a sweep failed; it is tried again", "what", l.Name, "error", err)
	}
}

// sleep waits, and reports whether ctx goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
