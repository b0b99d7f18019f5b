package limit

import (
	"strconv"
	"testing"
)

func TestAFloodIsBoundedAndFreesNoDrainedBucket(t *testing.T) {
	t.Parallel()
	var s shard
	s.init()
	const interval = 1_000_000
	s.put("guesser", 10*interval, 0)
	for now := range int64(5 * shardMax) {
		s.put(strconv.FormatInt(now, 10), now+interval, now)
		if len(s.fullAt) > shardMax {
			t.Fatalf("%d buckets are held", len(s.fullAt))
		}
	}
	if _, held := s.fullAt["guesser"]; !held {
		t.Error("the drained bucket was forgotten")
	}
}

func TestBucketsThatAreEquallyFullAreNotAllDropped(t *testing.T) {
	t.Parallel()
	var s shard
	s.init()
	for i := range shardMax + 1 {
		s.put(strconv.Itoa(i), 1, 0)
	}
	if got, want := len(s.fullAt), shardMax*3/4+1; got != want {
		t.Errorf("%d buckets are left, want %d", got, want)
	}
}
