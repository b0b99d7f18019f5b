package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/secrettest"
)

func TestUsers(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	var made struct {
		ID                 string
		Role               string
		Email              *string
		MustChangePassword bool `json:"must_change_password"`
	}
	admin.send("POST", "/api/v1/admin/users", map[string]any{"username": "mia", "password": password, "role": "user"}).status(http.StatusCreated).into(&made)
	if made.Role != "user" || made.Email != nil || !made.MustChangePassword {
		t.Errorf("%+v", made)
	}
	mia := w.signIn("mia", password)
	if code := mia.send("GET", "/api/v1/chats", nil).status(http.StatusForbidden).code(); code != "forbidden" {
		t.Errorf("code %s", code)
	}
	mia.send("PUT", "/api/v1/auth/password", map[string]string{"current_password": "wrong", "new_password": password + "2"}).status(http.StatusUnauthorized)
	mia.send("PUT", "/api/v1/auth/password", map[string]string{"current_password": password, "new_password": "short"}).status(http.StatusBadRequest)
	mia.send("PUT", "/api/v1/auth/password", map[string]string{"current_password": password, "new_password": password + "2"}).status(http.StatusNoContent)
	mia.send("GET", "/api/v1/chats", nil).status(http.StatusOK)
	mia.send("PUT", "/api/v1/auth/preferences", map[string]string{"theme": "dark"}).status(http.StatusOK)
	mia.send("PUT", "/api/v1/auth/preferences", map[string]string{"theme": "blue"}).status(http.StatusUnprocessableEntity)

	admin.send("PATCH", "/api/v1/admin/users/"+made.ID, map[string]any{"email": "mia@example.com", "role": nil}).status(http.StatusOK)
	admin.send("POST", "/api/v1/admin/users", map[string]any{"username": "MIA", "password": password, "role": "user"}).status(http.StatusConflict)
	admin.send("PATCH", "/api/v1/admin/users/"+admin.account.ID.String(), map[string]any{"disabled": true}).status(http.StatusConflict)
	admin.send("DELETE", "/api/v1/admin/users/"+admin.account.ID.String(), nil).status(http.StatusConflict)
	admin.send("DELETE", "/api/v1/admin/users/"+made.ID, nil).status(http.StatusNoContent)
	mia.send("GET", "/api/v1/chats", nil).status(http.StatusUnauthorized)
	admin.send("DELETE", "/api/v1/admin/users/"+made.ID, nil).status(http.StatusNotFound)
}

// TestProviders: secrets go in and never come out.
func TestProviders(t *testing.T) {
	t.Parallel()
	w, admin := newSetUpWorld(t)
	const key, value = secrettest.APIKey, secrettest.HeaderValue
	var made struct {
		ID          string
		HasAPIKey   bool     `json:"has_api_key"`
		HeaderNames []string `json:"additional_header_names"`
		ReadOnly    bool     `json:"read_only"`
	}
	admin.send("POST", "/api/v1/admin/providers", map[string]any{
		"name": "Parrots", "base_url": "http://127.0.0.1:9/v1", "api_key": key, "additional_headers": map[string]string{"X-Team": value},
	}).status(http.StatusCreated).into(&made)
	if !made.HasAPIKey || len(made.HeaderNames) != 1 || made.ReadOnly {
		t.Errorf("%+v", made)
	}
	var tested struct {
		OK     bool
		Models []string
	}
	admin.send("POST", "/api/v1/admin/providers/"+made.ID+"/test", nil).status(http.StatusOK).into(&tested)
	if !tested.OK || len(tested.Models) != 2 {
		t.Errorf("%+v", tested)
	}
	var model struct{ ID string }
	admin.send("POST", "/api/v1/admin/providers/"+made.ID+"/models", map[string]any{"upstream_id": "sage", "display_name": "Sage", "is_default": true}).status(http.StatusOK).into(&model)
	var models []map[string]any
	w.member("mia").send("GET", "/api/v1/models", nil).status(http.StatusOK).into(&models)
	if len(models) != 1 || models[0]["is_default"] != true || models[0]["source"] != "admin" || models[0]["provider_type"] != "openai" {
		t.Errorf("models %v", models)
	}
	admin.send("PATCH", "/api/v1/admin/models/"+model.ID, `{"display_name":"Sage 2"}`).status(http.StatusOK)
	admin.send("GET", "/api/v1/admin/models", nil).status(http.StatusOK)
	admin.send("PATCH", "/api/v1/admin/providers/"+made.ID, `{"clear_api_key":true,"additional_headers":{}}`).status(http.StatusOK).into(&made)
	if made.HasAPIKey || len(made.HeaderNames) != 0 {
		t.Errorf("%+v", made)
	}
	admin.send("GET", "/api/v1/admin/providers", nil).status(http.StatusOK)
	admin.send("DELETE", "/api/v1/admin/models/"+model.ID, nil).status(http.StatusNoContent)
	admin.send("DELETE", "/api/v1/admin/providers/"+made.ID, nil).status(http.StatusNoContent)
	admin.send("DELETE", "/api/v1/admin/providers/"+made.ID, nil).status(http.StatusNotFound)
	admin.send("POST", "/api/v1/admin/providers/"+nobody+"/models", map[string]any{"upstream_id": "x", "display_name": "x"}).status(http.StatusNotFound)
}

// TestModelFacts goes from what is said about a model to what is shown of it.
func TestModelFacts(t *testing.T) {
	t.Parallel()
	_, admin := newSetUpWorld(t)
	var provider struct{ ID string }
	var model map[string]any
	known := func() string {
		return fmt.Sprintf("%v %v %v %v %v %v %v", model["context_size"], model["input_price"], model["output_price"], model["capabilities"],
			model["local"], model["available"], model["unavailable_reason"])
	}
	admin.send("POST", "/api/v1/admin/providers", map[string]any{"name": "Parrots", "base_url": "http://127.0.0.1:9/v1"}).status(http.StatusCreated).into(&provider)
	admin.send("POST", "/api/v1/admin/providers/"+provider.ID+"/models",
		`{"upstream_id":"sage","display_name":"Sage","context_size":8192,"input_price":0.15,"output_price":0,"capabilities":["tools","vision"]}`).
		status(http.StatusOK).into(&model)
	if got := known(); got != "8192 0.15 0 [vision tools] true true <nil>" {
		t.Errorf("added as %s", got)
	}
	url := fmt.Sprint("/api/v1/admin/models/", model["id"])
	admin.send("PATCH", url, `{"clear":["context_size","capabilities"],"input_price":1.123456}`).status(http.StatusOK).into(&model)
	if got := known(); got != "<nil> 1.123456 0 [] true true <nil>" {
		t.Errorf("changed to %s", got)
	}
	for body, field := range map[string]string{
		`{"context_size":-1}`: "context_size", `{"input_price":0.1234567}`: "input_price", `{"output_price":-1}`: "output_price",
		`{"capabilities":["smell"]}`: "capabilities", `{"clear":["name"]}`: "clear",
	} {
		if refusal := admin.send("PATCH", url, body).status(http.StatusBadRequest).Body.String(); !strings.Contains(refusal, `"field":"`+field+`"`) {
			t.Errorf("%s: %s", body, refusal)
		}
	}
	admin.send("PATCH", url, `{"enabled":false}`).status(http.StatusOK).into(&model)
	if got := known(); got != "<nil> 1.123456 0 [] true false The model is switched off." {
		t.Errorf("switched off: %s", got)
	}
}

// TestDiscovered: what a provider offers is told from memory, and from itself
// when somebody wants to know.
func TestDiscovered(t *testing.T) {
	t.Parallel()
	_, admin := newSetUpWorld(t)
	var provider struct{ ID string }
	admin.send("POST", "/api/v1/admin/providers", map[string]any{"name": "Parrots", "base_url": "http://127.0.0.1:9/v1"}).status(http.StatusCreated).into(&provider)
	url := "/api/v1/admin/providers/" + provider.ID + "/discovered"
	if body := admin.send("GET", url, nil).status(http.StatusOK).Body.String(); strings.TrimSpace(body) != `{"models":[],"at":null,"stale":false,"problem":null}` {
		t.Errorf("before it was asked: %s", body)
	}
	admin.send("POST", "/api/v1/admin/providers/"+provider.ID+"/models", `{"upstream_id":"sage","display_name":"Sage"}`).status(http.StatusOK)
	var found struct {
		Models []struct {
			ID         string
			Configured bool
		}
		At *time.Time
	}
	admin.send("GET", url+"?refresh=true", nil).status(http.StatusOK).into(&found)
	if len(found.Models) != 2 || found.Models[0].Configured || !found.Models[1].Configured || found.At == nil {
		t.Errorf("asked: %+v", found)
	}
	admin.send("GET", url+"?refresh=perhaps", nil).status(http.StatusBadRequest)
}

// TestSetupWizard: token, trial, and everything in one step; then the address
// that clients call first knows the server's name.
func TestSetupWizard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	call := func(path, body string, token bool, status int) reply {
		t.Helper()
		r := w.request("POST", "/api/v1/setup/"+path, body)
		if token {
			r.Header.Set("X-Setup-Token", w.accounts.SetupToken())
		}
		return w.send(r).status(status)
	}
	const draft = `{"name":"Parrots","base_url":"http://127.0.0.1:9/v1","api_key":"k"}`
	call("test-provider", draft, false, http.StatusUnauthorized)
	if body := call("test-provider", draft, true, http.StatusOK).Body.String(); !strings.Contains(body, `"models":["parrot","sage"]`) {
		t.Errorf("trial: %s", body)
	}
	call("test-provider", `{"name":"x","base_url":"ftp://x"}`, true, http.StatusBadRequest)
	call("complete", `{"server_name":"","username":"ada","password":"short"}`, true, http.StatusBadRequest)
	call("complete", `{"server_name":"Aviary","public_url":null,"accent_color":"#112233","username":"ada","password":"`+password+`",
		"provider":{"name":"Parrots","base_url":"http://127.0.0.1:9/v1","models":[{"upstream_id":"sage"}]}}`, true, http.StatusNoContent)
	call("complete", `{"server_name":"Again","username":"eve","password":"`+password+`"}`, true, http.StatusConflict)

	var server struct {
		APIMajor      int  `json:"api_major"`
		SetupComplete bool `json:"setup_complete"`
		PublicURL     *string
		Branding      struct {
			ServerName  string  `json:"server_name"`
			AccentColor string  `json:"accent_color"`
			LogoURL     *string `json:"logo_url"`
		}
	}
	w.send(w.request("GET", "/api/v1/server", nil)).status(http.StatusOK).into(&server)
	if server.APIMajor != 1 || !server.SetupComplete || server.Branding.ServerName != "Aviary" || server.Branding.AccentColor != "#112233" {
		t.Errorf("%+v", server)
	}
	b := w.signIn(adminName, password)
	if body := b.send("GET", "/api/v1/models", nil).status(http.StatusOK).Body.String(); !strings.Contains(body, `"upstream_id":"sage"`) {
		t.Errorf("models %s", body)
	}
}
