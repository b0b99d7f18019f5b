package limit

import (
	"slices"
	"strings"
	"sync"
)

const (
	shardCount = 64
	shardMax   = 1 << 20 / shardCount // buckets
	sweepFrom  = 256                  // buckets; fewer are not worth sweeping
)

// shard is a part of the keys with a lock of its own.
type shard struct {
	mu     sync.Mutex
	fullAt map[string]int64 // when each bucket is full again, in Limiter.elapsed time
	sweep  int              // number of buckets at which to look for full ones
}

func (s *shard) init() {
	s.fullAt = map[string]int64{}
	s.sweep = sweepFrom
}

func (s *shard) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.fullAt)
}

func (s *shard) put(key string, fullAt, now int64) {
	if _, known := s.fullAt[key]; !known {
		if len(s.fullAt) >= s.sweep {
			s.makeRoom(now)
		}
		key = strings.Clone(key) // lets go of the request line it was cut from
	}
	s.fullAt[key] = fullAt
}

// makeRoom drops full buckets, and a quarter of all if that is not enough.
// The next sweep waits until the number has doubled or the quarter is used
// up, so that the cost of sweeping, spread over the insertions, is constant.
func (s *shard) makeRoom(now int64) {
	s.keepAfter(now)
	if len(s.fullAt) > shardMax*3/4 {
		s.dropQuarter()
	}
	s.sweep = min(max(2*len(s.fullAt), sweepFrom), shardMax)
}

// keepAfter drops the buckets that are full by now. It moves the others to a
// new map, because a map that shrinks keeps its memory.
func (s *shard) keepAfter(now int64) {
	left := make(map[string]int64)
	for key, fullAt := range s.fullAt {
		if fullAt > now {
			left[key] = fullAt
		}
	}
	s.fullAt = left
}

// dropQuarter drops those nearest to full: whoever floods the limiter with
// fresh keys to have a drained bucket forgotten loses the fresh ones first.
func (s *shard) dropQuarter() {
	times := make([]int64, 0, len(s.fullAt))
	for _, fullAt := range s.fullAt {
		times = append(times, fullAt)
	}
	slices.Sort(times)
	quarter := len(times) / 4
	latest := times[quarter-1]
	for key, fullAt := range s.fullAt {
		if quarter == 0 {
			return
		}
		if fullAt <= latest {
			delete(s.fullAt, key)
			quarter--
		}
	}
}
