package server_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/servertest"
)

// await waits for a line in the metrics that begins like this.
func await(ctx context.Context, t *testing.T, p *servertest.Process, line string) {
	t.Helper()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err == nil && strings.Contains(string(text), "\n"+line) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the metrics do not come to say %s", line)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
