package httpapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// caretaker says of the disk what a test wants.
type caretaker struct{ full bool }

func (c *caretaker) Full() bool { return c.full }

func (c *caretaker) Warnings() []api.HealthWarning {
	if !c.full {
		return nil
	}
	return []api.HealthWarning{{Code: "disk_full", Message: "Make room on /srv."}}
}

func (c *caretaker) Health(context.Context) (api.AdminHealth, error) {
	return api.AdminHealth{StartedAt: time.Now(), Warnings: append([]api.HealthWarning{}, c.Warnings()...)}, nil
}

// TestAFullDiskTakesNothingIn: what needs room is refused with an explanation,
// everything else goes on.
func TestAFullDiskTakesNothingIn(t *testing.T) {
	t.Parallel()
	care := &caretaker{}
	w, admin := newSetUpWorld(t, func(d *httpapi.Deps) { d.Care = care })
	room := admin.create(map[string]any{"title": "A room", "is_group": true, "assistant_mode": "off"})
	root := admin.post("/api/threads/"+room+"/root", "The beginning")
	chat := admin.chat()
	care.full = true

	for url, body := range map[string]any{
		"/api/conversations":                  map[string]any{"title": "One more"},
		"/api/threads/" + room + "/root":      map[string]any{"content": "More"},
		"/api/messages/" + root + "/reply":    map[string]any{"content": "More"},
		"/api/v1/chats":                       map[string]any{},
		"/api/v1/chats/" + chat + "/generate": question(nobody),
	} {
		got := admin.send("POST", url, body).status(http.StatusServiceUnavailable)
		var problem struct {
			Code, Message string
			Details       struct {
				RGPCode    string `json:"rgp_code"`
				RetryAfter int    `json:"retry_after_seconds"`
			}
		}
		got.into(&problem)
		if problem.Code != "RGP.STORAGE.FULL" && problem.Details.RGPCode != "RGP.STORAGE.FULL" {
			t.Errorf("%s: code %q, details %+v", url, problem.Code, problem.Details)
		}
		if !strings.Contains(problem.Message, "disk is full") || got.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %q, try again after %q", url, problem.Message, got.Header().Get("Retry-After"))
		}
	}
	admin.send("GET", "/api/v1/admin/data/export", nil).status(http.StatusServiceUnavailable)

	admin.send("GET", "/api/conversations/"+room, nil).status(http.StatusOK)
	admin.send("GET", "/api/v1/chats/"+chat+"/messages", nil).status(http.StatusOK)
	admin.send("POST", "/api/messages/"+root+"/delete", map[string]any{}).status(http.StatusNoContent)
	w.signIn(adminName, password)
	admin.send("DELETE", "/api/v1/chats/"+chat, nil).status(http.StatusNoContent)

	// Load balancers go on sending people here: they can read.
	var ready api.Readiness
	w.send(w.request("GET", "/readyz", nil)).status(http.StatusOK).into(&ready)
	if !ready.Ready || !slices.Equal(ready.Warnings, []string{"disk_full"}) {
		t.Errorf("ready: %+v", ready)
	}
	var health api.AdminHealth
	admin.send("GET", "/api/v1/admin/health", nil).status(http.StatusOK).into(&health)
	if len(health.Warnings) != 1 || health.Warnings[0].Message != "Make room on /srv." {
		t.Errorf("warnings %+v", health.Warnings)
	}

	care.full = false
	admin.send("POST", "/api/threads/"+room+"/root", map[string]any{"content": "There is room again"}).status(http.StatusCreated)
}

func TestProbeOfTheStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) { d.Config.TrustedProxies = proxies(t, "192.0.2.0/24") })
	for name, test := range map[string]struct {
		peer, proto string
		https       bool
		forwarded   string
	}{
		"directly":                  {"198.51.100.7:1", "", false, "none"},
		"through a trusted proxy":   {"192.0.2.1:1", "https", true, "trusted"},
		"through an unknown proxy":  {"198.51.100.7:1", "https", false, "ignored"},
		"a proxy that says no more": {"192.0.2.1:1", "", false, "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.request("GET", "/api/v1/health/stream", nil)
			r.RemoteAddr = test.peer
			if test.proto != "" {
				r.Header.Set("X-Forwarded-Proto", test.proto)
			}
			answer := w.send(r)
			if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "text/event-stream" || answer.Header().Get("X-Accel-Buffering") != "no" {
				t.Fatalf("status %d, header %v", answer.Code, answer.Header())
			}
			var frames []api.StreamProbe
			for line := range strings.Lines(answer.Body.String()) {
				if data, ok := strings.CutPrefix(line, "data: "); ok {
					var f api.StreamProbe
					if err := json.Unmarshal([]byte(data), &f); err != nil {
						t.Fatal(err)
					}
					frames = append(frames, f)
				}
			}
			if len(frames) != 5 {
				t.Fatalf("%d frames: %s", len(frames), answer.Body)
			}
			for i, f := range frames {
				if f.Frame != i+1 || f.Of != 5 || f.HTTPS != test.https || f.Forwarded != test.forwarded {
					t.Errorf("frame %+v", f)
				}
			}
			if last := frames[4].ElapsedMS; last < 800 {
				t.Errorf("the last frame is sent after %d ms", last)
			}
		})
	}
}

func TestProbesAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	release := w.edge.OccupyProbes()
	got := w.send(w.request("GET", "/api/v1/health/stream", nil)).status(http.StatusTooManyRequests)
	if got.Header().Get("Retry-After") != "1" {
		t.Errorf("header %v", got.Header())
	}
	release()
	w.send(w.request("GET", "/api/v1/health/stream", nil)).status(http.StatusOK)
}
