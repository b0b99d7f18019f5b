package limit_test

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rustygpt/rustygpt/internal/limit"
)

// bucket is the textbook token bucket, in exact arithmetic.
type bucket struct {
	perSecond, capacity, tokens *big.Rat
}

func newBucket(perSecond *big.Rat, capacity int) *bucket {
	c := big.NewRat(int64(capacity), 1)
	return &bucket{perSecond: perSecond, capacity: c, tokens: c}
}

func (b *bucket) refill(d time.Duration) {
	gained := new(big.Rat).Mul(b.perSecond, big.NewRat(int64(d), int64(time.Second)))
	b.tokens = gained.Add(gained, b.tokens)
	if b.tokens.Cmp(b.capacity) > 0 {
		b.tokens = b.capacity
	}
}

func (b *bucket) take() limit.Decision {
	one := big.NewRat(1, 1)
	d := limit.Decision{Limit: int(b.capacity.Num().Int64()), Allowed: b.tokens.Cmp(one) >= 0}
	if d.Allowed {
		b.tokens = new(big.Rat).Sub(b.tokens, one)
		d.Remaining = int(floor(b.tokens))
	} else {
		d.RetryAfter = b.timeFor(new(big.Rat).Sub(one, b.tokens))
	}
	d.Reset = b.timeFor(new(big.Rat).Sub(b.capacity, b.tokens))
	return d
}

func (b *bucket) giveBack() {
	b.tokens = new(big.Rat).Add(b.tokens, big.NewRat(1, 1))
	if b.tokens.Cmp(b.capacity) > 0 {
		b.tokens = b.capacity
	}
}

// timeFor is the time that tokens take, in whole seconds, rounded up.
func (b *bucket) timeFor(tokens *big.Rat) time.Duration {
	seconds := new(big.Rat).Quo(tokens, b.perSecond)
	return time.Duration(-floor(seconds.Neg(seconds))) * time.Second
}

func floor(r *big.Rat) int64 {
	// Div rounds towards negative infinity, because denominators are positive.
	return new(big.Int).Div(r.Num(), r.Denom()).Int64()
}

func TestDecidesLikeATokenBucket(t *testing.T) {
	t.Parallel()
	rates := []*big.Rat{
		big.NewRat(100, 1), big.NewRat(50, 1), big.NewRat(5, 1), big.NewRat(3, 1), big.NewRat(1, 1),
		big.NewRat(1, 10), big.NewRat(10, 60), big.NewRat(7, 60), big.NewRat(10, 900),
	}
	rapid.Check(t, func(t *rapid.T) {
		perSecond := rapid.SampledFrom(rates).Draw(t, "rate")
		burst := rapid.IntRange(1, 200).Draw(t, "burst")
		approximate, _ := perSecond.Float64()
		rate := limit.Rate{PerSecond: approximate, Burst: burst}

		l, clock := newLimiter()
		model := newBucket(perSecond, burst)
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			pause := time.Duration(rapid.IntRange(0, 2000).Draw(t, "pause")) * time.Millisecond
			if rapid.IntRange(0, 9).Draw(t, "pauses") > 0 {
				pause = 0
			}
			clock.Advance(pause)
			model.refill(pause)
			if rapid.IntRange(0, 9).Draw(t, "forgives") == 0 {
				l.Forgive("key", rate)
				model.giveBack()
			}
			if got, want := l.Take("key", rate), model.take(); got != want {
				t.Fatalf("got %+v, want %+v", got, want)
			}
		}
	})
}
