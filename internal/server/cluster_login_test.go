package server_test

import (
	"errors"
	"maps"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/servertest"
)

// attempts tries to log in at the instances in turns, all at one time, and
// counts the answers by status.
func (c *cluster) attempts(n int, password string) map[int]int {
	c.t.Helper()
	var mu sync.Mutex
	statuses := map[int]int{}
	var wg sync.WaitGroup
	for i := range n {
		stranger := servertest.NewClient(c.instances[i%len(c.instances)].URL)
		wg.Go(func() {
			status := http.StatusOK
			err := stranger.Do(c.t.Context(), http.MethodPost, "/api/auth/login",
				map[string]string{"email": servertest.AdminName, "password": password}, nil)
			if e, ok := errors.AsType[*servertest.StatusError](err); ok {
				status = e.Status
			} else if err != nil {
				c.t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			statuses[status]++
		})
	}
	wg.Wait()
	return statuses
}

// wantStatuses compares what attempts returned.
func wantStatuses(t *testing.T, got, want map[int]int) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("answers by status are %v, want %v", got, want)
	}
}

// wantLetPass wants a number of attempts let pass, with a status, and perhaps one
// more for each pause since then; the others are refused.
func wantLetPass(t *testing.T, got map[int]int, status, n int, since time.Time, pause time.Duration) {
	t.Helper()
	passed, more := got[status], int(time.Since(since)/pause)
	if passed < n || passed > n+more {
		t.Errorf("%d attempts were let pass, want %d and at most %d more", passed, n, more)
	}
	others := maps.Clone(got)
	delete(others, status)
	delete(others, http.StatusTooManyRequests)
	wantStatuses(t, others, map[int]int{})
}

func TestInstancesCountWrongPasswordsTogether(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, "RUSTYGPT__LIMITS__ENABLED=true", "RUSTYGPT__RATE_LIMITS__AUTH_LOGIN_PER_IP_PER_MIN=1000")
	wantStatuses(t, c.attempts(8, servertest.AdminPassword), map[int]int{http.StatusOK: 8})
	wantStatuses(t, c.attempts(8, servertest.AdminPassword), map[int]int{http.StatusOK: 8}) // as right ones are given back
	began := time.Now()
	wantLetPass(t, c.attempts(50, "wrong"), http.StatusUnauthorized, 10, began, 90*time.Second)
	wantLetPass(t, c.attempts(2, servertest.AdminPassword), http.StatusOK, 0, began, 90*time.Second)
}

func TestInstancesCountLoginsOfAnAddressTogether(t *testing.T) {
	t.Parallel()
	began := time.Now()
	c := startCluster(t, 3, "RUSTYGPT__LIMITS__ENABLED=true", "RUSTYGPT__RATE_LIMITS__AUTH_LOGIN_PER_IP_PER_MIN=2")
	// Setting up took one attempt. After each half a minute one more is let pass.
	wantLetPass(t, c.attempts(9, servertest.AdminPassword), http.StatusOK, 1, began, 30*time.Second)
}
