package limit_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/limit"
)

func BenchmarkTake(b *testing.B) {
	l := limit.New(time.Now)
	rate := limit.Rate{PerSecond: 1e9, Burst: 1000}
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = fmt.Sprint("POST /api/threads/{root_id}/reply 192.0.2.", i)
	}
	b.Run("one", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			l.Take(keys[i%len(keys)], rate)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				l.Take(keys[i%len(keys)], rate)
			}
		})
	})
	b.Run("fresh keys", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			l.Take(fmt.Sprint("key ", i), rate)
		}
	})
}

func TestTakeDoesNotAllocate(t *testing.T) {
	l := limit.New(time.Now)
	rate := limit.Rate{PerSecond: 1, Burst: 10}
	l.Take("key", rate)
	if got := testing.AllocsPerRun(100, func() { l.Take("key", rate) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}
