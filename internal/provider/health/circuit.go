package health

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// circuit is one breaker. It is closed until failures in a row open it; open for
// a pause, in which nothing is let through; then half-open: one call at a time
// may try. A success closes it, a failed trial opens it for longer.
type circuit struct {
	opts      *Options
	threshold int // failures in a row that open it

	inRow    int // failures since the last success
	openings int // since then
	retryAt  time.Time
	trial    *Call // the one that tries, nil = none does
	problem  chat.Sentence
	failedAt time.Time
	goodAt   time.Time
}

// failure is a call that came to nothing.
type failure struct {
	began, ended time.Time
	asked        time.Duration // for how long the service wants to be left alone; 0 = it did not say
	chance       float64       // from 0 to 1, how much shorter than its due the pause is
	problem      chat.Sentence // for people
}

// opened reports whether it is open or half-open.
func (c *circuit) opened() bool { return !c.retryAt.IsZero() }

// refuses reports whether a call would not be let through.
func (c *circuit) refuses(now time.Time) bool {
	return now.Before(c.retryAt) || c.trial != nil
}

// enter has a call that is let through be the trial, where one is due.
func (c *circuit) enter(call *Call) {
	if c.opened() {
		c.trial = call
	}
}

// leave lets the next one try if this one did.
func (c *circuit) leave(call *Call) {
	if c.trial == call {
		c.trial = nil
	}
}

// succeed closes it.
func (c *circuit) succeed(now time.Time) {
	c.inRow, c.openings, c.trial = 0, 0, nil
	c.retryAt, c.goodAt = time.Time{}, now
}

// fail counts a failure and reports whether it did. What was begun before the
// last success, or before the pause is over, tells of former times: many calls
// that hang together end long after the service has come back, or was found to
// be down.
func (c *circuit) fail(f failure) bool {
	if f.began.Before(c.goodAt) || f.began.Before(c.retryAt) {
		return false
	}
	c.inRow++
	c.problem, c.failedAt = f.problem, f.ended
	if c.inRow >= c.threshold {
		c.retryAt, c.trial = f.ended.Add(c.pause(f)), nil
		c.openings++
	}
	return true
}

// relent ends the pause, or the suspicion where there was none yet.
func (c *circuit) relent(now time.Time) {
	if !c.opened() {
		c.inRow = 0
	} else if now.Before(c.retryAt) {
		c.retryAt = now
	}
}

// longestAsked bounds what a service may ask for. It may be wrong about itself,
// and a quota can be raised at any time.
const longestAsked = 5 * time.Minute

// pause doubles with every opening. It is up to a fifth shorter than its due, so
// that many instances do not come back at once, but never shorter than asked.
func (c *circuit) pause(f failure) time.Duration {
	due := min(c.opts.First<<min(c.openings, 16), c.opts.Longest)
	due -= time.Duration(f.chance * float64(due) / 5)
	return max(due, min(f.asked, longestAsked))
}
