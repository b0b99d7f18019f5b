package generation

import (
	"context"
	"slices"
	"sync"
)

// turns lets a number of answers talk to providers at a time, in the order in
// which they joined.
type turns struct {
	limit int // 0 = none

	mu      sync.Mutex
	taken   int
	waiting []*turn // first come, first
}

// turn is one answer's place in the line.
type turn struct {
	line *turns
	come chan struct{} // closed once it has come
}

// join takes the last place in the line. The order is settled here, and not when
// the answer's goroutine gets to run.
func (t *turns) join() *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	u := &turn{line: t, come: make(chan struct{})}
	if t.limit > 0 && t.taken >= t.limit {
		t.waiting = append(t.waiting, u)
		return u
	}
	t.taken++
	close(u.come)
	return u
}

// wait returns when the turn has come, or with the error of ctx.
func (u *turn) wait(ctx context.Context) error {
	select {
	case <-u.come:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leave gives the turn to the next in line, or the place in line up.
func (u *turn) leave() {
	t := u.line
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.waiting, u); i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
		return
	}
	if len(t.waiting) == 0 {
		t.taken--
		return
	}
	close(t.waiting[0].come)
	t.waiting = slices.Delete(t.waiting, 0, 1)
}
