package chat_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// The vectors in testdata/vectors are shared with the databases that calculate
// the same in SQL.

func TestSharedPathVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors[struct {
		Parent  chat.Path
		Ordinal int
		Child   chat.Path
		End     chat.Path // of the parent's subtree
	}](t, "path.json") {
		if got := v.Parent.Child(v.Ordinal); got != v.Child {
			t.Errorf("child %d of %q: %q, want %q", v.Ordinal, v.Parent, got, v.Child)
		}
		if got := v.Parent.SubtreeEnd(); got != v.End {
			t.Errorf("end of %q: %q, want %q", v.Parent, got, v.End)
		}
	}
}

// TestSharedGCRAVectors keeps the arrival time as databases do, in
// microseconds; a wait is in nanoseconds.
func TestSharedGCRAVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors[struct {
		TAT       *int64
		Now       int64
		PerSecond float64 `json:"per_second"`
		Burst     int
		Next      int64
		Wait      time.Duration
	}](t, "gcra.json") {
		tat := time.Time{}
		if v.TAT != nil {
			tat = time.UnixMicro(*v.TAT)
		}
		next, wait := chat.GCRA(tat, time.UnixMicro(v.Now), v.PerSecond, v.Burst)
		if next.UnixMicro() != v.Next || wait != v.Wait {
			t.Errorf("%+v: next %d, wait %d", v, next.UnixMicro(), wait)
		}
	}
}

func vectors[T any](t *testing.T, name string) []T {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var list []T
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	return list
}
