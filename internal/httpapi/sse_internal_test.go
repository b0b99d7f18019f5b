package httpapi

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestKeepAlive: silence is filled with comments, and each event starts the
// silence anew.
func TestKeepAlive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rec := httptest.NewRecorder()
		out := newEventWriter(rec)
		wait := func(d time.Duration) {
			time.Sleep(d)
			synctest.Wait()
		}
		wait(keepAlive - time.Second)
		if err := out.send("delta", map[string]string{"event": "delta", "content": "a\nb"}); err != nil {
			t.Fatal(err)
		}
		wait(keepAlive - time.Second)
		if strings.Contains(rec.Body.String(), ":\n\n") {
			t.Error("a comment came too early")
		}
		wait(keepAlive + 2*time.Second)
		out.close()
		wait(3 * keepAlive)
		want := "event: delta\ndata: {\"content\":\"a\\nb\",\"event\":\"delta\"}\n\n:\n\n:\n\n"
		if got := rec.Body.String(); got != want {
			t.Errorf("wrote %q, want %q", got, want)
		}
		if out.send("delta", nil) == nil {
			t.Error("a closed stream takes events")
		}
	})
}
