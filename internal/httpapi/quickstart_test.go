package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestQuickstart is the documented walk by command line: set up, log in with a
// cookie jar, make a conversation, post to it, watch the answer arrive.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := httptest.NewServer(w.edge)
	defer server.Close()
	jar, err := cookiejar.New(nil)
	w.must(err)
	curl := curl{t: t, server: server, client: &http.Client{Jar: jar}}

	if body := curl.call("POST", "/api/setup", `{"username":"admin","email":"admin@example.com","password":"change-me"}`, http.StatusOK); body != "" {
		t.Errorf("setup answered %q", body)
	}
	curl.call("POST", "/api/auth/login", `{"email":"admin@example.com","password":"change-me"}`, http.StatusOK)
	curl.call("GET", "/api/auth/me", "", http.StatusOK)

	conversation := curl.field(curl.call("POST", "/api/conversations", `{"title":"First conversation","is_group":false}`, http.StatusCreated), "conversation_id")
	stream := curl.stream("/api/stream/conversations/" + conversation)
	defer stream.Body.Close()
	posted := curl.call("POST", "/api/threads/"+conversation+"/root", `{"content":"Hello","role":"user"}`, http.StatusCreated)
	root := curl.field(posted, "root_id")
	if id := curl.field(posted, "message_id"); id != root {
		t.Errorf("message %s is not its thread's root %s", id, root)
	}
	for _, want := range []string{"event: message.new", "event: thread.new", "event: thread.activity", "event: message.delta", "event: message.done"} {
		stream.until(want)
	}

	for path, want := range map[string]string{
		"/api/threads/" + root + "/tree":                                `"content":"Hello"`,
		"/api/conversations/" + conversation + "/threads":               `"root_excerpt":"Hello"`,
		"/api/conversations/" + conversation + "/unread":                `"threads":[`,
		"/api/conversations/" + conversation + "/messages":              `"more":false`,
		"/api/conversations?limit=1":                                    `"title":"First conversation"`,
		"/api/conversations/" + conversation:                            `"role":"owner"`,
		"/api/conversations/" + conversation + "/messages?leaf=" + root: `"leaf":"` + root,
	} {
		if body := curl.call("GET", path, "", http.StatusOK); !strings.Contains(body, want) {
			t.Errorf("%s: no %s in %s", path, want, body)
		}
	}
	reply := curl.call("POST", "/api/messages/"+root+"/reply", `{"content":"And you?"}`, http.StatusCreated)
	message := curl.field(reply, "message_id")
	curl.call("POST", "/api/threads/"+root+"/read", `{}`, http.StatusNoContent)
	curl.call("POST", "/api/messages/"+message+"/edit", `{"content":"And she?"}`, http.StatusNoContent)
	curl.call("POST", "/api/messages/"+message+"/delete", `{"reason":"typo"}`, http.StatusNoContent)
	curl.call("POST", "/api/messages/"+message+"/restore", "", http.StatusNoContent)
	if body := curl.call("POST", "/api/messages/"+message+"/cancel", "", http.StatusBadRequest); !strings.Contains(body, "RGP.V1.CANCEL_ROLE") {
		t.Errorf("cancel: %s", body)
	}
	again := curl.call("POST", "/api/messages/"+root+"/regenerate", `{"instruction":"shorter"}`, http.StatusAccepted)
	if !strings.Contains(again, `"status":"streaming"`) {
		t.Errorf("regenerate: %s", again)
	}
	curl.call("PATCH", "/api/conversations/"+conversation, `{"title":"Renamed","model_id":null}`, http.StatusOK)
	curl.call("POST", "/api/conversations/"+conversation+"/stop", "", http.StatusNoContent)
	curl.call("DELETE", "/api/conversations/"+conversation, "", http.StatusNoContent)
	curl.call("GET", "/api/conversations/"+conversation, "", http.StatusNotFound)
	curl.call("POST", "/api/conversations/"+conversation+"/restore", "", http.StatusOK)
	curl.call("POST", "/api/auth/logout", "", http.StatusOK)
	curl.call("GET", "/api/auth/me", "", http.StatusUnauthorized)
}

// curl calls a server the way the documentation does, with a cookie jar.
type curl struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
}

func (c curl) send(method, path, body string) *http.Response {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.server.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if csrf := c.cookie("CSRF-TOKEN"); csrf != "" {
		r.Header.Set("X-CSRF-TOKEN", csrf)
	}
	resp, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp
}

func (c curl) cookie(name string) string {
	u, err := url.Parse(c.server.URL)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, found := range c.client.Jar.Cookies(u) {
		if found.Name == name {
			return found.Value
		}
	}
	return ""
}

func (c curl) call(method, path, body string, status int) string {
	c.t.Helper()
	resp := c.send(method, path, body)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if resp.StatusCode != status {
		c.t.Fatalf("%s %s: status %d, want %d: %s", method, path, resp.StatusCode, status, text)
	}
	return string(bytes.TrimSpace(text))
}

func (c curl) stream(path string) reading {
	c.t.Helper()
	return newReading(c.t, c.send("GET", path, ""))
}

func (c curl) field(body, name string) string {
	c.t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		c.t.Fatal(err)
	}
	text, _ := fields[name].(string)
	return text
}
