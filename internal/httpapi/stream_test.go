package httpapi_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// TestNobodyFollowsWhoIsBeingRemoved opens streams while their reader is
// removed. Each is either refused, or ends.
func TestNobodyFollowsWhoIsBeingRemoved(t *testing.T) {
	t.Parallel()
	r := newRoom(t, invitations{})
	reader := r.program("outsider") // to come into a conversation renews a browser's session
	server := httptest.NewServer(r.edge)
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	refused := 0
	for range 25 {
		r.add(r.outsider, "member")
		var removing sync.WaitGroup
		removing.Go(func() {
			r.owner.send("DELETE", r.path("/participants/", r.outsider.account.ID), nil).status(http.StatusNoContent)
		})
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/api/stream/conversations/"+r.id, nil)
		if err != nil {
			t.Fatal(err)
		}
		reader.sign(request)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		switch response.StatusCode {
		case http.StatusOK:
		case http.StatusNotFound:
			refused++
		default:
			t.Errorf("status %d", response.StatusCode)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Fatalf("status %d, and the stream does not end: %v", response.StatusCode, err)
		}
		response.Body.Close()
		removing.Wait()
	}
	t.Logf("%d were refused", refused)
}
