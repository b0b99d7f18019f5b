package httpapi

import (
	"net/http/httptest"
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
			<-time.After(d)
			synctest.Wait()
		}
		wait(keepAlive - time.Second)
		if err := out.send("delta", map[string]string{"event": "delta", "content": "a\nb"}); err != nil {
			t.Fatal(err)
		}
		wait(2*keepAlive + time.Second)
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
