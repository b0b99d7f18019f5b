package catalog

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	// firstRetry is the pause after a discovery that was refused: doubled each
	// time, up to the usual interval. A provider that is down has its own.
	// A provider that has fallen silent is known to be down after two tries and
	// this.
	firstRetry = 2 * time.Second
	// look is how often it is looked for discoveries that are due.
	look = time.Second
	// calm is the least time between two discoveries of a provider, whoever asks
	// for them.
	calm = 10 * time.Second
)

// Run keeps the list current until ctx ends: it notices changes by other
// processes, and asks providers what they offer, which also tells how they do.
// Nobody ever waits for it.
func (s *Service) Run(ctx context.Context) error {
	d := &discovery{Service: s, tries: map[chat.ProviderID]*try{}, done: make(chan outcome)}
	refresh := time.NewTicker(s.opts.Refresh)
	defer refresh.Stop()
	due := time.NewTicker(look)
	defer due.Stop()
	d.start(ctx)
	for {
		select {
		case <-ctx.Done():
			d.finish()
			return nil
		case <-refresh.C:
			if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "the list of models could not be read again", "error", err)
			}
		case <-due.C:
		case <-s.kick:
		case <-s.hurry:
			d.hasten()
		case o := <-d.done:
			d.note(ctx, o)
		}
		d.start(ctx)
	}
}

// Recheck has providers that fail asked again soon, for somebody who looks at
// the list. It returns at once.
func (s *Service) Recheck() {
	select {
	case s.hurry <- struct{}{}:
	default: // Run is told already
	}
}

// discovery is the state of Run. Only its loop touches it.
type discovery struct {
	*Service
	tries   map[chat.ProviderID]*try
	running int
	done    chan outcome
}

// try is what is known of the discoveries over a connection.
type try struct {
	backend  *backend
	running  bool
	hastened bool
	ownList  bool // people have made a list of its models
	failures int  // since the last success
	asked    time.Time
	ended    time.Time
	next     time.Time
}

// outcome is how one discovery ended.
type outcome struct {
	try *try
	err error
}

// start begins every discovery that is due.
func (d *discovery) start(ctx context.Context) {
	snap, err := d.view(ctx)
	if err != nil {
		return // the next tick reads it again and says so
	}
	for id, t := range d.tries {
		if b := snap.backends[id]; b == nil || b.connection != t.backend.connection {
			delete(d.tries, id) // gone or changed; what still runs ends by itself
		}
	}
	now := d.opts.Now()
	for _, b := range snap.backends {
		if !b.Enabled || d.factories[b.Type] == nil {
			continue
		}
		t := d.tries[b.ID]
		if t == nil {
			t = &try{} // at once
			d.tries[b.ID] = t
		}
		t.backend = b
		own := snap.hasOwnList(b.ID)
		if t.ownList && !own {
			t.next = now // what it offers counts again
		}
		t.ownList = own
		if t.running || now.Before(t.due()) {
			continue
		}
		t.running, t.hastened, t.asked = true, false, now
		d.running++
		go func() { d.done <- outcome{t, d.discover(ctx, b)} }()
	}
}

// due is when the provider is to be asked next: other than planned when it is
// down, when answers have found it to fail since, or when somebody waits for it.
func (t *try) due() time.Time {
	status := t.backend.health.Health()
	due := t.next
	if t.asked.Before(status.RetryAt) {
		due = status.RetryAt
	}
	if status.State != chat.HealthOK && t.ended.Before(status.Since) {
		due = earlier(due, status.Since.Add(firstRetry))
	}
	if t.hastened {
		due = earlier(due, t.asked.Add(calm))
	}
	return due
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// hasten brings what fails forward.
func (d *discovery) hasten() {
	for _, t := range d.tries {
		t.hastened = t.failures > 0 || t.backend.health.Health().State != chat.HealthOK
	}
}

// note records an outcome and sets the next try.
func (d *discovery) note(ctx context.Context, o outcome) {
	d.running--
	t := o.try
	t.running = false
	if ctx.Err() != nil {
		return
	}
	now := d.opts.Now()
	t.ended = now
	if o.err == nil {
		t.failures, t.next = 0, now.Add(d.opts.Rediscover)
		return
	}
	t.next = now.Add(min(firstRetry<<min(t.failures, 16), d.opts.Rediscover))
	t.failures++
}

// finish waits for the discoveries that run; their context has ended.
func (d *discovery) finish() {
	for ; d.running > 0; d.running-- {
		<-d.done
	}
}
