package server_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secrettest"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

// TestPlantedSecrets gives a server every secret it can be given, with a
// provider that repeats what it is sent, and then reads all there is to read. The
// client and the server's log are watched, here and in every other test; this
// one adds what lies in the data directory.
func TestPlantedSecrets(t *testing.T) {
	t.Parallel()
	parrot := newParrot(t)
	p := servertest.StartProcess(t,
		"RUSTYGPT__LIMITS__ENABLED=false",
		"RUSTYGPT__LOGGING__LEVEL=debug",
		"RUSTYGPT__LLM__PROVIDERS__FILE__BASE_URL="+parrot,
		"RUSTYGPT__LLM__PROVIDERS__FILE__API_KEY="+secrettest.APIKey,
	)
	guest, admin := servertest.NewClient(p.URL), servertest.NewClient(p.URL)
	admin.Setup(t)

	refuse(t, guest, "POST", "/api/auth/login", map[string]string{"email": servertest.AdminName, "password": secrettest.Password + " mistyped"})
	refuse(t, guest, "POST", "/api/v1/auth/login", map[string]string{"login": secrettest.Password, "password": secrettest.Password + "?"})
	refuse(t, guest, "POST", "/api/v1/auth/login", `{"login":"`+secrettest.Password)
	refuse(t, admin, "PUT", "/api/v1/auth/password", map[string]string{"current_password": secrettest.Password + "!", "new_password": secrettest.Password})
	refuse(t, admin, "POST", "/api/v1/admin/users", map[string]string{"username": servertest.AdminName, "password": secrettest.Password, "role": "user"})
	do(t, admin, "POST", "/api/v1/admin/users", map[string]string{"username": "mia", "password": secrettest.Password, "role": "user"}, nil)

	provider := addParrot(t, admin, parrot)
	refuse(t, admin, "POST", "/api/v1/admin/providers", parrotDraft("Parrot", parrot)) // the name is taken
	refuse(t, admin, "PATCH", "/api/v1/admin/providers/"+provider, map[string]string{"api_key": secrettest.APIKey + "\n2"})
	refuse(t, admin, "PATCH", "/api/v1/admin/providers/"+provider, map[string]any{"additional_headers": map[string]string{"X-Team": secrettest.HeaderValue + "\x00"}})
	refuse(t, admin, "POST", "/api/v1/admin/providers", parrotDraft("Elsewhere", "http://"+secrettest.HeaderValue+":8 0/"))
	do(t, admin, "POST", "/api/v1/admin/providers/"+provider+"/test", nil, nil)

	model := addModel(t, admin, provider)
	a := ask(t, admin, model)
	if _, message := a.end(t); message.Status != chat.StatusFailed {
		t.Errorf("the answer of a provider that refuses is %s", message.Status)
	}
	refuse(t, admin, "POST", "/api/v1/agent/completions", map[string]any{"model_id": model, "messages": []any{}})
	if !enginetest.Postgres() { // where the database cannot be downloaded this way, either
		refuse(t, admin, "POST", "/api/v1/admin/data/import", map[string]string{"passphrase": secrettest.Passphrase})
	}
	for _, path := range readable(t, admin) {
		if err := admin.Do(t.Context(), "GET", path, nil, nil); err != nil && !isRefusal(err) {
			t.Errorf("GET %s: %v", path, err)
		}
	}

	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	secretsOnDisk(t, p.DataDir)
}

// newParrot starts a provider that refuses everything and repeats the request's
// headers while doing so.
func newParrot(t *testing.T) string {
	t.Helper()
	parrot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var said strings.Builder
		for name, values := range r.Header {
			fmt.Fprintf(&said, "%s: %s; ", name, values)
		}
		w.Header().Set("X-Said", said.String())
		w.WriteHeader(http.StatusUnauthorized)
		_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"message": said.String()}})
	}))
	t.Cleanup(parrot.Close)
	return parrot.URL + "/v1"
}

func parrotDraft(name, address string) map[string]any {
	return map[string]any{
		"name": name, "base_url": address, "api_key": secrettest.APIKey,
		"additional_headers": map[string]string{"X-Team": secrettest.HeaderValue},
	}
}

func addParrot(t *testing.T, admin *servertest.Client, address string) (id string) {
	t.Helper()
	var made struct{ ID string }
	do(t, admin, "POST", "/api/v1/admin/providers", parrotDraft("Parrot", address), &made)
	return made.ID
}

func addModel(t *testing.T, admin *servertest.Client, provider string) chat.ModelID {
	t.Helper()
	var made struct{ ID chat.ModelID }
	do(t, admin, "POST", "/api/v1/admin/providers/"+provider+"/models", map[string]string{"upstream_id": "parrot", "display_name": "Parrot"}, &made)
	return made.ID
}

func do(t *testing.T, c *servertest.Client, method, path string, body, out any) {
	t.Helper()
	if err := c.Do(t.Context(), method, path, body, out); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}

// refuse sends what the server has to refuse. A text is sent as it is.
func refuse(t *testing.T, c *servertest.Client, method, path string, body any) {
	t.Helper()
	var err error
	if text, ok := body.(string); ok {
		err = c.Upload(t.Context(), path, "application/json", strings.NewReader(text), nil)
	} else {
		err = c.Do(t.Context(), method, path, body, nil)
	}
	if !isRefusal(err) {
		t.Errorf("%s %s: %v", method, path, err)
	}
}

func isRefusal(err error) bool {
	_, ok := errors.AsType[*servertest.StatusError](err)
	return ok
}

// readable lists the routes that can be read without naming anything.
func readable(t *testing.T, c *servertest.Client) []string {
	t.Helper()
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	do(t, c, "GET", "/openapi.json", nil, &document)
	var paths []string
	for path, methods := range document.Paths {
		if methods["get"] != nil && !strings.Contains(path, "{") && !bytes.Contains(methods["get"], []byte("text/event-stream")) {
			paths = append(paths, path)
		}
	}
	if len(paths) < 15 {
		t.Fatalf("the document lists only %v", paths)
	}
	return paths
}

// secretsOnDisk looks through the server's files: what the database holds of
// secrets is hashed or sealed.
func secretsOnDisk(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if s := secrettest.InAnswer(text); s != "" {
			t.Errorf("%s holds the secret %q", filepath.Base(path), s)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
