package generation

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// After a commit the committer rests: as long as a short one took, and three
// times as long as one of longCommit or more took. So few answers hardly notice
// it, and a thousand use a quarter of the database's writer at most. Under load
// commits take longer, more deltas gather meanwhile, and each costs less.
const (
	longCommit     = 10 * time.Millisecond
	restAfterLong  = 3
	restAfterShort = 1
)

// restAfter is how long to rest after a commit.
func restAfter(took, most time.Duration) time.Duration {
	long := float64(min(took, longCommit)) / float64(longCommit) // 0 to 1
	factor := restAfterShort + (restAfterLong-restAfterShort)*long
	return min(time.Duration(factor*float64(took)), most)
}

// To end an answer takes many more statements than to save a piece of one. So that
// the text of others need not wait when many end at the same time, a commit ends
// an eighth of the answers it is about, and this many in any case.
const minEndings = 8

// After a failed commit the next try waits, each time twice as long.
const (
	minBackoff = 20 * time.Millisecond
	maxBackoff = 2 * time.Second
)

// committer saves the pending text of all running answers together, and then
// announces it. One goroutine does that; any may mark a run.
type committer struct {
	store   Store
	hub     Hub
	now     func() time.Time
	rest    time.Duration // at most
	log     *slog.Logger
	metrics *metrics
	settled func(*run) // told when the ending of a run is saved
	noRoom  func(*run) // told of a run whose text there is no room for

	wake chan struct{}
	quit chan struct{}
	once sync.Once

	mu    sync.Mutex
	dirty []*run

	// What follows belongs to the committing goroutine.
	group    []*run
	batch    []store.Progress
	failures int // in a row
	// limit bounds the next group; 0 = none. It halves with each failure and
	// doubles with each success, so that one answer the store cannot take
	// does not hold up the others for long.
	limit int
}

func newCommitter(st Store, hub Hub, opts Options, log *slog.Logger, m *metrics, settled, noRoom func(*run)) *committer {
	return &committer{
		store:   st,
		hub:     hub,
		now:     opts.Now,
		rest:    opts.MaxPause,
		log:     log,
		metrics: m,
		settled: settled,
		noRoom:  noRoom,
		wake:    make(chan struct{}, 1),
		quit:    make(chan struct{}),
	}
}

// mark queues a run whose text or ending is to be saved.
func (c *committer) mark(r *run) {
	c.mu.Lock()
	c.dirty = append(c.dirty, r)
	c.mu.Unlock()
	c.signal()
}

func (c *committer) signal() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// stop ends serve. What is not saved by then is lost to this process; the
// chunks so far are in the store.
func (c *committer) stop() { c.once.Do(func() { close(c.quit) }) }

// serve commits until stop is called.
func (c *committer) serve(ctx context.Context) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-c.wake:
		case <-c.quit:
			return
		}
		pause.Reset(c.commit(ctx))
		select {
		case <-pause.C:
		case <-c.quit:
			return
		}
	}
}

// commit saves and announces one group. It returns how long to rest.
func (c *committer) commit(ctx context.Context) time.Duration {
	start := c.now()
	c.gather(start)
	if len(c.batch) == 0 {
		return 0
	}
	events, err := c.store.SaveProgress(ctx, c.batch)
	end := c.now()
	if err != nil {
		return c.postpone(err)
	}
	took := end.Sub(start)
	c.metrics.commitSeconds.Observe(took.Seconds())
	c.metrics.commitChunks.Observe(float64(len(c.batch)))
	c.recovered()
	c.announce(events)
	return restAfter(took, c.rest) - c.now().Sub(end)
}

// gather fills group and batch with what is pending.
func (c *committer) gather(at time.Time) {
	c.mu.Lock()
	n := len(c.dirty)
	if c.limit > 0 {
		n = min(n, c.limit)
	}
	picked := c.dirty[:n:n]
	c.dirty = slices.Clone(c.dirty[n:])
	left := len(c.dirty)
	c.mu.Unlock()
	if left > 0 {
		c.signal()
	}
	c.group, c.batch = c.group[:0], c.batch[:0]
	endings := max(minEndings, n/8)
	for _, r := range picked {
		p, ok := r.take(at, endings > 0)
		if !ok {
			continue
		}
		if p.Finish != nil {
			endings--
		}
		c.group = append(c.group, r)
		c.batch = append(c.batch, p)
	}
}

// announce hands out what has been saved. The events go first: who waits for
// the end of a run shall find that everybody was told.
func (c *committer) announce(events []chat.Event) {
	c.hub.Publish(events...)
	for i, r := range c.group {
		r.saved(c.batch[i])
		if c.batch[i].Finish != nil {
			c.settled(r)
		}
	}
	clear(c.group)
	clear(c.batch)
}

// postpone keeps a group that could not be saved. Nothing of it is announced.
func (c *committer) postpone(err error) time.Duration {
	for _, r := range c.group {
		r.requeue()
		if store.IsFull(err) {
			c.noRoom(r)
		}
	}
	c.failures++
	c.limit = max(1, len(c.group)/2)
	wait := min(minBackoff<<min(c.failures-1, 10), maxBackoff)
	if c.failures&(c.failures-1) == 0 { // the 1st, 2nd, 4th, 8th …: a disk can be full for a long time
		c.log.Warn("answers could not be saved; trying again",
			"error", err, "answers", len(c.group), "failures", c.failures, "wait", wait)
	}
	return wait
}

// recovered widens the group again after a success.
func (c *committer) recovered() {
	c.failures = 0
	if c.limit *= 2; c.limit > 1024 {
		c.limit = 0
	}
}
