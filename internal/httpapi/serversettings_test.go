package httpapi_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/autostart"
	"github.com/rustygpt/rustygpt/internal/httpapi"
	"github.com/rustygpt/rustygpt/internal/lmstudio"
)

const serverSettings = "/api/v1/admin/server"

// machine lets a server's operating system and LM Studio be in a directory.
func machine(t *testing.T) (option, string) {
	dir := t.TempDir()
	return func(d *httpapi.Deps) {
		d.Config.DataDir = "/srv/data"
		d.Autostart = autostart.New(autostart.Systemd{ConfigDir: dir, Session: dir}, autostart.Command{Program: "/opt/rustygpt", Dir: "/"})
		d.LMStudio = lmstudio.New(lmstudio.Options{Stored: func(ctx context.Context) (string, error) {
			v, err := d.Settings.Get(ctx)
			return v.LMStudioPath, err
		}})
	}, dir
}

func TestServerSettings(t *testing.T) {
	t.Parallel()
	on, dir := machine(t)
	_, b := newSetUpWorld(t, on)
	fresh := b.send("GET", serverSettings, nil).status(http.StatusOK).Body.String()
	const want = `{"public_url":null,"trusted_proxies":[],"data_dir":"/srv/data","startup_supported":true,"start_at_login":false,"lmstudio_cli_path":null}`
	if strings.TrimSpace(fresh) != want {
		t.Errorf("fresh: %s", fresh)
	}

	lms := filepath.Join(dir, "lms")
	if err := os.WriteFile(lms, []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	change := map[string]any{"public_url": "https://chat.example.org/", "trusted_proxies": []string{"192.0.2.7"}, "start_at_login": true, "lmstudio_cli_path": lms}
	changed := b.send("PUT", serverSettings, change).status(http.StatusOK).Body.String()
	for _, part := range []string{`"https://chat.example.org"`, `["192.0.2.7"]`, `"start_at_login":true`, lms} {
		if !strings.Contains(changed, part) {
			t.Errorf("%s is missing in %s", part, changed)
		}
	}
	for _, nothing := range []string{`{}`, `{"public_url":null,"trusted_proxies":null,"start_at_login":null,"lmstudio_cli_path":null}`} {
		if got := b.send("PUT", serverSettings, nothing).status(http.StatusOK).Body.String(); got != changed {
			t.Errorf("after %s: %s", nothing, got)
		}
	}
	cleared := b.send("PUT", serverSettings, `{"public_url":"","trusted_proxies":[],"start_at_login":false,"lmstudio_cli_path":""}`).status(http.StatusOK)
	if cleared.Body.String() != fresh {
		t.Errorf("cleared: %s", cleared.Body)
	}
}

func TestServerSettingsAreRefused(t *testing.T) {
	t.Parallel()
	_, b := newSetUpWorld(t)
	before := b.send("GET", serverSettings, nil).status(http.StatusOK).Body.String()
	for _, body := range []string{
		`{"public_url":"http://example.org"}`, `{"public_url":"https://me@example.org"}`, `{"trusted_proxies":["proxy"]}`,
		`{"lmstudio_cli_path":"/bin/sh"}`, `{"lmstudio_cli_path":"lms"}`,
		// Nothing changes when a part cannot be done: this world starts nothing at login.
		`{"public_url":"https://example.org","start_at_login":true}`,
	} {
		b.send("PUT", serverSettings, body).status(http.StatusBadRequest)
	}
	b.send("PUT", serverSettings, `{"trusted_proxies":"192.0.2.7"}`).status(http.StatusUnprocessableEntity)
	if after := b.send("GET", serverSettings, nil).Body.String(); after != before {
		t.Errorf("changed to %s", after)
	}
	b.send("PUT", serverSettings, `{"start_at_login":false}`).status(http.StatusOK)
}

// TestTrustedProxiesTakeEffect: the next request is judged by the new list.
func TestTrustedProxiesTakeEffect(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	secure := func() bool {
		r := w.request("POST", "/api/v1/auth/login", map[string]string{"login": adminName, "password": password})
		r.RemoteAddr = "192.0.2.7:1234"
		r.Header.Set("X-Forwarded-Proto", "https")
		return strings.Contains(w.send(r).status(http.StatusOK).Header().Get("Set-Cookie"), "Secure")
	}
	if secure() {
		t.Error("a stranger's header is believed")
	}
	b.send("PUT", serverSettings, `{"trusted_proxies":["192.0.2.7"]}`).status(http.StatusOK)
	if !secure() {
		t.Error("the new proxy's header is not believed")
	}
	b.send("PUT", serverSettings, `{"trusted_proxies":[]}`).status(http.StatusOK)
	if secure() {
		t.Error("the former proxy's header is believed")
	}
}

func TestLMStudioRoutes(t *testing.T) {
	t.Parallel()
	on, dir := machine(t)
	_, b := newSetUpWorld(t, on)
	lms := filepath.Join(dir, "lms")
	script := "#!/bin/sh\ncase \"$1\" in\n--version) echo 1.2.3;;\nls) echo '[{\"modelKey\":\"qwen\",\"sizeBytes\":5}]';;\nserver) if [ \"$2\" = stop ]; then echo no >&2; exit 1; fi;;\nesac\n"
	if err := os.WriteFile(lms, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	b.send("PUT", serverSettings, map[string]any{"lmstudio_cli_path": lms}).status(http.StatusOK)
	status := b.send("GET", "/api/v1/admin/lmstudio/status", nil).status(http.StatusOK).Body.String()
	const want = `"version":"1.2.3","server_running":false,"server_url":null,"downloaded":[{"id":"qwen","display_name":null,"size_bytes":5}],"loaded":[],"message":null}`
	if !strings.HasSuffix(strings.TrimSpace(status), want) {
		t.Errorf("status %s", status)
	}
	for path, codes := range map[string]map[string]int{
		"server":        {`{"action":"start"}`: 200, `{"action":"stop"}`: 400, `{"action":"restart"}`: 422, `{}`: 422},
		"models/load":   {`{"model":"qwen"}`: 200, `{"model":"qwen","context_length":4096}`: 200, `{"model":"other"}`: 400, `{"model":"-x"}`: 400, `{"model":"qwen","context_length":-1}`: 422, `{}`: 422},
		"models/unload": {`{"model":"qwen"}`: 200, `{"model":null}`: 200, `{}`: 200, `{"model":""}`: 400, ``: 400},
	} {
		for body, code := range codes {
			if got := b.send("POST", "/api/v1/admin/lmstudio/"+path, body); got.Code != code {
				t.Errorf("%s %s: status %d, want %d: %s", path, body, got.Code, code, got.Body)
			}
		}
	}
}

func TestLMStudioSwitchedOff(t *testing.T) {
	t.Parallel()
	_, b := newSetUpWorld(t)
	got := b.send("GET", "/api/v1/admin/lmstudio/status", nil).status(http.StatusOK).Body.String()
	if !strings.Contains(got, `"enabled":false,"cli_available":false,"cli_path":null,"version":null`) || !strings.Contains(got, "lmstudio.enabled") {
		t.Errorf("status %s", got)
	}
	b.send("POST", "/api/v1/admin/lmstudio/server", `{"action":"start"}`).status(http.StatusBadRequest)
}
