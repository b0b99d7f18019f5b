package limit

import "time"

// Throttle is one rate for many keys, for a caller that gives tokens back when
// an attempt should not count.
type Throttle struct {
	limiter *Limiter
	prefix  string
	rate    Rate
}

// Throttle makes a Throttle whose keys are apart from everybody else's.
func (l *Limiter) Throttle(name string, r Rate) *Throttle {
	return &Throttle{limiter: l, prefix: name + " ", rate: r}
}

// Take spends one token; when none is left it says how long to wait.
func (t *Throttle) Take(key string) (wait time.Duration, ok bool) {
	d := t.limiter.Take(t.prefix+key, t.rate)
	return d.RetryAfter, d.Allowed
}

// Forgive gives back one token.
func (t *Throttle) Forgive(key string) { t.limiter.Forgive(t.prefix+key, t.rate) }
