package health

import (
	"fmt"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Call is one request for an answer, from its start to its end.
type Call struct {
	monitor  *Monitor
	answered bool
}

// DownError is the error of a call that is not made, because the service is down.
type DownError struct {
	RetryIn time.Duration // until it is tried again; 0 = it is being tried
	Problem chat.Sentence // why it is down, for people
}

func (r *DownError) Error() string {
	return fmt.Sprintf("the circuit is open for %v: %s", r.RetryIn, r.Problem)
}

// Admit begins a call, which has to be ended. While the service is down the
// error is a *DownError, but one call at a time is let through to try it once it
// is due.
func (m *Monitor) Admit() (*Call, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := &Call{monitor: m}
	if m.health.State != chat.HealthDown {
		return c, nil
	}
	left := m.health.RetryAt.Sub(m.opts.Now())
	if left <= 0 && m.trial == nil {
		m.trial = c
		return c, nil
	}
	m.health.Refusals++
	return nil, &DownError{RetryIn: max(left, 0), Problem: m.health.Problem}
}

// Answered notes that the service begins to answer. Only the first time counts.
func (c *Call) Answered() {
	if c.answered {
		return
	}
	c.answered = true
	c.monitor.change(func() {
		c.monitor.answered, c.monitor.denied = true, nil
		c.monitor.note(good, nil)
	})
}

// End notes how the call ended. That the caller left says nothing.
func (c *Call) End(err error) {
	if err == nil {
		c.Answered()
		return
	}
	c.monitor.change(func() {
		if c.monitor.trial == c {
			c.monitor.trial = nil
		}
		if isDenial(err) {
			c.monitor.denied = err
		}
		c.monitor.note(judge(err), err)
	})
}
