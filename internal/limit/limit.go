// Package limit counts how often things are done, by key, and says when to
// stop: in the memory of one process, or in a store that several share. It
// knows nothing of requests or accounts: its callers choose the keys and the
// rates, and turn a Decision into headers.
package limit

import (
	"hash/maphash"
	"time"
)

// Rate is a token bucket: it holds Burst tokens, starts full and refills by
// PerSecond. Rates below one an hour and bursts above a million are taken as
// those, a burst below one as one.
type Rate struct {
	PerSecond float64
	Burst     int
}

const (
	slowest  = time.Hour // to refill one token
	maxBurst = 1_000_000 // keeps slowest × maxBurst within an int64
)

// interval is the time one token takes in nanoseconds, cut so that a bucket
// never seems to take longer to fill than it does.
func (r Rate) interval() int64 {
	if !(r.PerSecond > 0) { // also NaN
		return int64(slowest)
	}
	ns := min(float64(time.Second)/r.PerSecond, float64(slowest))
	return max(int64(ns), 1)
}

func (r Rate) burst() int64 { return int64(min(max(r.Burst, 1), maxBurst)) }

// Decision is the outcome of one attempt, in the terms of the RateLimit header
// fields. Durations are whole seconds, rounded up.
type Decision struct {
	Allowed    bool
	Limit      int           // tokens the bucket can hold
	Remaining  int           // whole tokens left
	Reset      time.Duration // until the bucket is full again
	RetryAfter time.Duration // until the next attempt can succeed; 0 when this one did
}

// Limiter holds the buckets. Memory is bounded: a bucket that is full again is
// the same as none and goes, and beyond a million those nearest to full go too. It is safe for concurrent use.
type Limiter struct {
	now    func() time.Time
	start  time.Time
	seed   maphash.Seed
	shards [shardCount]shard
}

// New makes a Limiter that reads the time from now.
func New(now func() time.Time) *Limiter {
	l := &Limiter{now: now, start: now(), seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].init()
	}
	return l
}

// Take asks for one token of the key's bucket. The same key must always come
// with the same rate, or with one that was changed for good.
//
// The algorithm is GCRA (ITU-T I.371): instead of tokens it keeps the time at
// which the bucket is full again, so nothing has to be refilled. Unlike in
// chat.GCRA, which serves the posting limit, the burst counts the first token.
func (l *Limiter) Take(key string, r Rate) Decision {
	interval, burst := r.interval(), r.burst()
	s := l.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()

	now := l.elapsed()
	wait := max(s.fullAt[key]-now, 0) // until full; interval × tokens missing
	if excess := wait - (burst-1)*interval; excess > 0 {
		return r.denied(wait, excess)
	}
	wait += interval
	s.put(key, now+wait, now)
	return r.allowed(wait)
}

// allowed is the outcome of an attempt after which the bucket is full in wait
// nanoseconds.
func (r Rate) allowed(wait int64) Decision {
	interval, burst := r.interval(), r.burst()
	return Decision{
		Allowed:   true,
		Limit:     int(burst),
		Remaining: int(burst - (wait+interval-1)/interval),
		Reset:     ceilSeconds(wait),
	}
}

// denied is the outcome of an attempt that came excess nanoseconds too early.
func (r Rate) denied(wait, excess int64) Decision {
	return Decision{Limit: int(r.burst()), Reset: ceilSeconds(wait), RetryAfter: ceilSeconds(excess)}
}

// Forgive gives one token back.
func (l *Limiter) Forgive(key string, r Rate) {
	s := l.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	fullAt, ok := s.fullAt[key]
	if !ok {
		return
	}
	if fullAt -= r.interval(); fullAt <= l.elapsed() {
		delete(s.fullAt, key)
		return
	}
	s.fullAt[key] = fullAt
}

// Len counts the buckets that are held.
func (l *Limiter) Len() int {
	n := 0
	for i := range l.shards {
		n += l.shards[i].len()
	}
	return n
}

func (l *Limiter) shard(key string) *shard {
	return &l.shards[maphash.String(l.seed, key)%shardCount]
}

// elapsed is the time since the limiter was made, from the monotonic clock.
// It starts at one, so that 0 means "full long ago".
func (l *Limiter) elapsed() int64 { return int64(l.now().Sub(l.start)) + 1 }

func ceilSeconds(ns int64) time.Duration {
	return time.Duration((ns+int64(time.Second)-1)/int64(time.Second)) * time.Second
}
