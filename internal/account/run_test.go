package account_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestRunCountsSessions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t, account.Options{Now: time.Now})
		f.signIn("root", chat.CookieSession)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- f.Run(ctx) }()

		<-time.After(time.Minute + time.Second)
		f.wantActive(t, 1)
		<-time.After(idle)
		f.wantActive(t, 0)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// wantActive compares the gauge; root has two roles and counts for each.
func (f *fixture) wantActive(t *testing.T, want int) {
	t.Helper()
	text := strings.ReplaceAll(`
# HELP rustygpt_auth_active_sessions Live login sessions, by role at the time of issue.
# TYPE rustygpt_auth_active_sessions gauge
rustygpt_auth_active_sessions{role="admin"} N
rustygpt_auth_active_sessions{role="member"} N
rustygpt_auth_active_sessions{role="read_only"} 0
`, "N", strconv.Itoa(want))
	if err := testutil.GatherAndCompare(f.metrics, strings.NewReader(text), "rustygpt_auth_active_sessions"); err != nil {
		t.Error(err)
	}
}
