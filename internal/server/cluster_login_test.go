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

func TestInstancesCountWrongPasswordsTogether(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, "RUSTYGPT__LIMITS__ENABLED=true", "RUSTYGPT__RATE_LIMITS__AUTH_LOGIN_PER_IP_PER_MIN=1000")
	wantStatuses(t, c.attempts(8, servertest.AdminPassword), map[int]int{http.StatusOK: 8})
	wantStatuses(t, c.attempts(8, servertest.AdminPassword), map[int]int{http.StatusOK: 8}) // as right ones are given back
	wantStatuses(t, c.attempts(50, "wrong"), map[int]int{http.StatusUnauthorized: 10, http.StatusTooManyRequests: 40})
	wantStatuses(t, c.attempts(2, servertest.AdminPassword), map[int]int{http.StatusTooManyRequests: 2})
}

func TestInstancesCountLoginsOfAnAddressTogether(t *testing.T) {
	t.Parallel()
	began := time.Now()
	c := startCluster(t, 3, "RUSTYGPT__LIMITS__ENABLED=true", "RUSTYGPT__RATE_LIMITS__AUTH_LOGIN_PER_IP_PER_MIN=2")
	// Setting up took one attempt. After each half a minute one more is let pass.
	got := c.attempts(9, servertest.AdminPassword)
	most := 1 + int(time.Since(began)/(30*time.Second))
	wantStatuses(t, got, map[int]int{http.StatusOK: min(max(got[http.StatusOK], 1), most), http.StatusTooManyRequests: 9 - got[http.StatusOK]})
}
