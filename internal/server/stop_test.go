package server_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// TestStop asks the server to stop in the middle of an answer: with time to
// drain the answer becomes whole, without it the text so far is kept. Either
// way its readers are told how it ended, and the program ends in order.
func TestStop(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		drain int // seconds
		want  chat.MessageStatus
	}{
		{"with time to drain", 600, chat.StatusComplete}, // more than it takes
		{"at once", 0, chat.StatusInterrupted},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			upstream := providertest.NewUpstream(t)
			p := servertest.StartProcess(t,
				fmt.Sprintf("RUSTYGPT__SERVER__DRAIN_SECONDS=%d", c.drain),
				"RUSTYGPT__LLM__PROVIDERS__TEST__BASE_URL="+upstream.BaseURL(),
				endless,
			)
			person := servertest.NewClient(p.URL)
			person.Setup(t)
			a := begin(t.Context(), t, person)
			resp, err := person.Send(t.Context(), http.MethodGet, "/api/stream/conversations/"+a.conversation.String()+"?since=0", nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()

			stopped := make(chan error, 1)
			var told chat.MessageStatus
			seen := 0
			for f, err := range servertest.Frames(resp.Body) {
				if err != nil {
					t.Fatalf("the stream broke: %v", err)
				}
				switch chat.EventType(f.Event) {
				case chat.EventMessageDelta:
					if seen++; seen == 3 {
						go func() { stopped <- p.Stop() }()
					}
					if seen == 3 && c.want == chat.StatusComplete {
						awaitClosed(t, p)
						upstream.Enough()
					}
				case chat.EventMessageDone:
					var done chat.DonePayload
					if err := f.Payload(&done); err != nil {
						t.Fatal(err)
					}
					told = done.Status
				}
			}
			if err := <-stopped; err != nil {
				t.Errorf("the server ended with %v", err)
			}
			if told != c.want {
				t.Errorf("readers were told %q, want %q", told, c.want)
			}
			p.Restart(t)
			if got := a.compare(t.Context(), t); got != c.want {
				t.Errorf("stored as %q, want %q", got, c.want)
			}
		})
	}
}

// awaitClosed waits until a server takes no more connections, which is how it
// begins to stop.
func awaitClosed(t *testing.T, p *servertest.Process) {
	t.Helper()
	eventually(t, "the server takes no more connections", func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
}
