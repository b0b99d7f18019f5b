package limit_test

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/limit"
)

// clock is a time that tests move by hand.
type clock struct{ ns atomic.Int64 }

func (c *clock) Now() time.Time          { return time.Unix(1_700_000_000, c.ns.Load()) }
func (c *clock) Advance(d time.Duration) { c.ns.Add(int64(d)) }

func newLimiter() (*limit.Limiter, *clock) {
	c := new(clock)
	return limit.New(c.Now), c
}

func TestDecisionsOfOneBucket(t *testing.T) {
	t.Parallel()
	l, clock := newLimiter()
	rate := limit.Rate{PerSecond: 0.5, Burst: 3}
	allowed := func(remaining int, reset time.Duration) limit.Decision {
		return limit.Decision{Allowed: true, Limit: 3, Remaining: remaining, Reset: reset}
	}
	denied := func(reset, retry time.Duration) limit.Decision {
		return limit.Decision{Limit: 3, Reset: reset, RetryAfter: retry}
	}
	steps := []struct {
		after time.Duration
		want  limit.Decision
	}{
		{0, allowed(2, 2*time.Second)},
		{0, allowed(1, 4*time.Second)},
		{0, allowed(0, 6*time.Second)},
		{0, denied(6*time.Second, 2*time.Second)},
		{500 * time.Millisecond, denied(6*time.Second, 2*time.Second)}, // 5.5 and 1.5, rounded up
		{time.Second, denied(5*time.Second, time.Second)},              // 4.5 and 0.5
		{500 * time.Millisecond, allowed(0, 6*time.Second)},
		{3 * time.Second, allowed(0, 5*time.Second)}, // 1.5 tokens before, half a token after
		{time.Hour, allowed(2, 2*time.Second)},
	}
	for i, step := range steps {
		clock.Advance(step.after)
		if got := l.Take("key", rate); got != step.want {
			t.Errorf("step %d: got %+v, want %+v", i, got, step.want)
		}
	}
}

func TestKeysAreIndependent(t *testing.T) {
	t.Parallel()
	l, _ := newLimiter()
	rate := limit.Rate{PerSecond: 1, Burst: 1}
	for i := range 1000 {
		key := fmt.Sprint("key ", i)
		if !l.Take(key, rate).Allowed {
			t.Fatalf("%s: the first token was refused", key)
		}
		if l.Take(key, rate).Allowed {
			t.Fatalf("%s: the second token was given", key)
		}
	}
}

func TestUnusableRatesAreBent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rate  limit.Rate
		first limit.Decision
	}{
		"no burst":   {limit.Rate{PerSecond: 1}, limit.Decision{Allowed: true, Limit: 1, Reset: time.Second}},
		"no rate":    {limit.Rate{Burst: 1}, limit.Decision{Allowed: true, Limit: 1, Reset: time.Hour}},
		"negative":   {limit.Rate{PerSecond: -1, Burst: -1}, limit.Decision{Allowed: true, Limit: 1, Reset: time.Hour}},
		"not a rate": {limit.Rate{PerSecond: math.NaN(), Burst: 1}, limit.Decision{Allowed: true, Limit: 1, Reset: time.Hour}},
		"infinite":   {limit.Rate{PerSecond: math.Inf(1), Burst: 2}, limit.Decision{Allowed: true, Limit: 2, Remaining: 1, Reset: time.Second}},
		"huge burst": {limit.Rate{PerSecond: 1e-9, Burst: math.MaxInt}, limit.Decision{Allowed: true, Limit: 1_000_000, Remaining: 999_999, Reset: time.Hour}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, _ := newLimiter()
			if got := l.Take("key", test.rate); got != test.first {
				t.Errorf("got %+v, want %+v", got, test.first)
			}
		})
	}
}

func TestForgiveGivesOneTokenBack(t *testing.T) {
	t.Parallel()
	l, _ := newLimiter()
	rate := limit.Rate{PerSecond: 0.1, Burst: 2}
	l.Forgive("key", rate) // nothing was taken
	for want := 1; want >= 0; want-- {
		if got := l.Take("key", rate).Remaining; got != want {
			t.Fatalf("remaining: got %d, want %d", got, want)
		}
	}
	l.Forgive("key", rate)
	if d := l.Take("key", rate); !d.Allowed || d.Remaining != 0 {
		t.Errorf("after one was given back: %+v", d)
	}
	l.Forgive("key", rate)
	l.Forgive("key", rate)
	if got := l.Len(); got != 0 {
		t.Errorf("a full bucket is still held: %d", got)
	}
}

func TestConcurrentTakersShareABucketExactly(t *testing.T) {
	t.Parallel()
	l, _ := newLimiter()
	rate := limit.Rate{PerSecond: 1, Burst: 100}
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if l.Take("key", rate).Allowed {
					allowed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if got := allowed.Load(); got != 100 {
		t.Errorf("%d tokens were given of 100", got)
	}
}

func TestFullBucketsAreForgotten(t *testing.T) {
	t.Parallel()
	l, clock := newLimiter()
	rate := limit.Rate{PerSecond: 1, Burst: 5}
	for i := range 50_000 {
		l.Take(fmt.Sprint("/random/", i), rate)
		clock.Advance(time.Millisecond)
	}
	// About 1000 are not full at any time. Each of the 64 shards looks for full
	// ones when it holds 256.
	if got := l.Len(); got > 64*256 {
		t.Errorf("%d buckets are held", got)
	}
}
