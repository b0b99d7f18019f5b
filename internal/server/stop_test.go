package server_test

import (
	"fmt"
	"net/http"
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
		{"with time to drain", 20, chat.StatusComplete},
		{"at once", 0, chat.StatusInterrupted},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			upstream := providertest.NewUpstream(t)
			p := servertest.StartProcess(t,
				fmt.Sprintf("RUSTYGPT__SERVER__DRAIN_SECONDS=%d", c.drain),
				"RUSTYGPT__LLM__PROVIDERS__TEST__BASE_URL="+upstream.BaseURL(),
				"RUSTYGPT__LLM__MODELS__SLOW__UPSTREAM_ID=tokens-60-at-60",
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
			if got := a.compare(t.Context(), t, providertest.Text(60)); got != c.want {
				t.Errorf("stored as %q, want %q", got, c.want)
			}
		})
	}
}
