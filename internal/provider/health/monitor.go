// Package health watches a service that runs models. It judges what calls come
// to, and is a circuit breaker: a service that fails again and again is left
// alone for a while, so that nobody waits for what will not come.
//
// Each process watches for itself: what one cannot reach, another one may.
package health

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// Options adjust a monitor; a zero field means its default.
type Options struct {
	Threshold int                                         // failures in a row that open the circuit; default 3
	First     time.Duration                               // how long it stays open; default 5 s
	Longest   time.Duration                               // what that is doubled up to; default 1 min
	Changed   func(from chat.HealthState, to chat.Health) // told of every change of the state
	Random    func() float64                              // from 0 to 1; default rand.Float64
	Now       func() time.Time                            // default time.Now
}

func (o Options) withDefaults() Options {
	if o.Threshold == 0 {
		o.Threshold = 3
	}
	if o.First == 0 {
		o.First = 5 * time.Second
	}
	if o.Longest == 0 {
		o.Longest = time.Minute
	}
	if o.Changed == nil {
		o.Changed = func(chat.HealthState, chat.Health) {}
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Monitor watches one service. It is safe for concurrent use.
type Monitor struct {
	opts Options

	mu       sync.Mutex
	health   chat.Health
	inRow    int   // failures since the last call that went well
	openings int   // since then
	trial    *Call // the one call that is let through while the service is down
	answered bool  // it has given an answer
	denied   error // the last answer was refused for its key; nil = it was not
}

// New makes a monitor.
func New(opts Options) *Monitor {
	return &Monitor{opts: opts.withDefaults(), health: chat.Health{State: chat.HealthUnknown}}
}

// Health tells what is known.
func (m *Monitor) Health() chat.Health {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.health
}

// Probed notes what came of a call that only tried whether the service is there.
func (m *Monitor) Probed(took time.Duration, err error) {
	m.change(func() {
		if err == nil {
			m.health.Latency = took
		}
		v := judge(err)
		switch {
		case v == unfit && !m.answered:
			v = unwelcome // it may be that nothing of it is right; with answers, only this call is not offered
		case v == good && m.denied != nil:
			v, err = unwelcome, m.denied // some let everybody ask for this, and nobody for answers
		}
		m.note(v, err)
	})
}

// change runs a change of what is known, and tells of it when the state is
// another one then.
func (m *Monitor) change(do func()) {
	m.mu.Lock()
	before := m.health.State
	do()
	after := m.health
	m.mu.Unlock()
	if after.State != before {
		m.opts.Changed(before, after)
	}
}

// note takes the verdict on a call.
func (m *Monitor) note(v verdict, err error) {
	if v != nothing {
		m.health.CheckedAt = m.opts.Now()
		m.health.Problem = ""
	}
	switch v {
	case nothing:
	case good, unfit:
		m.close(chat.HealthOK)
	case unwelcome:
		m.close(chat.HealthFailing)
		m.health.Problem = provider.Problem(err)
	case bad:
		m.fail()
		m.health.Problem = provider.Problem(err)
	}
}

func (m *Monitor) enter(s chat.HealthState) {
	if m.health.State != s {
		m.health.State, m.health.Since = s, m.opts.Now()
	}
}

// close lets calls through again.
func (m *Monitor) close(s chat.HealthState) {
	m.enter(s)
	m.inRow, m.openings, m.trial = 0, 0, nil
	m.health.RetryAt = time.Time{}
}

// fail counts a failure. While the service is down, those of calls that were
// made before do not make the pause longer.
func (m *Monitor) fail() {
	m.inRow++
	m.health.Failures++
	now := m.opts.Now()
	switch {
	case m.inRow < m.opts.Threshold:
		m.enter(chat.HealthFailing)
	case m.health.State != chat.HealthDown || !now.Before(m.health.RetryAt):
		m.enter(chat.HealthDown)
		m.health.RetryAt = now.Add(m.pause())
		m.openings++
	}
}

// pause is up to a fifth shorter than its due, so that many instances do not
// come back at once.
func (m *Monitor) pause() time.Duration {
	due := min(m.opts.First<<min(m.openings, 16), m.opts.Longest)
	return due - time.Duration(m.opts.Random()*float64(due)/5)
}
