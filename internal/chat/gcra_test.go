package chat_test

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestGCRALetsBurstAndOneMoreThrough(t *testing.T) {
	t.Parallel()
	for _, burst := range []int{0, 1, 10} {
		tat := time.Time{}
		for i := range burst + 1 {
			next, wait := chat.GCRA(tat, noon, 5, burst)
			if wait != 0 {
				t.Fatalf("burst %d: post %d waits %v", burst, i+1, wait)
			}
			tat = next
		}
		next, wait := chat.GCRA(tat, noon, 5, burst)
		if wait != 200*time.Millisecond {
			t.Errorf("burst %d: wait %v, want 200ms", burst, wait)
		}
		if !next.Equal(tat) {
			t.Errorf("burst %d: a refusal moved the arrival time by %v", burst, next.Sub(tat))
		}
	}
}

func TestGCRAAllowsAfterTheWait(t *testing.T) {
	t.Parallel()
	tat := time.Time{}
	now := noon
	for range 100 {
		next, wait := chat.GCRA(tat, now, 5, 10)
		if wait > 0 {
			now = now.Add(wait)
			if next, wait = chat.GCRA(tat, now, 5, 10); wait != 0 {
				t.Fatalf("still refused after waiting, for %v", wait)
			}
		}
		tat = next
	}
	// 11 at once, then one each 200 ms.
	if want := noon.Add(89 * 200 * time.Millisecond); !now.Equal(want) {
		t.Errorf("100 posts took %v, want %v", now.Sub(noon), want.Sub(noon))
	}
}

func TestGCRAForgetsAfterAPause(t *testing.T) {
	t.Parallel()
	tat := noon.Add(-time.Hour)
	next, wait := chat.GCRA(tat, noon, 5, 10)
	if wait != 0 || !next.Equal(noon.Add(200*time.Millisecond)) {
		t.Errorf("next = noon%+v, wait = %v", next.Sub(noon), wait)
	}
}
