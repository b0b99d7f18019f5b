package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// FuzzBodies sends whatever it finds to every route that takes a body. None may
// panic or take it for a fault of the server.
func FuzzBodies(f *testing.F) {
	for _, body := range []string{
		`{}`, `null`, `[]`, `"x"`, `1e999`, `{"a":`, "{\"content\":\"\xff\"}", `{"content":"\u0000"}`,
		`{"content":"Hello","role":"user","model_id":"` + nobody + `","request_id":"` + nobody + `"}`,
		`{"content":"Hello","role":"system"}`, `{"request_id":"urn:uuid:` + nobody + `","content":" "}`,
		`{"title":"","archived":true,"model_id":null,"active_leaf":"` + nobody + `","assistant_mode":"off"}`,
		`{"title":"x","is_group":true}`, `{"path":"!"}`, `{"reason":"x"}`, `{"instruction":"x"}`,
		`{"email":"x","login":"x","password":"x","portal":true}`, `{"theme":"dark"}`,
		`{"current_password":"x","new_password":"correct horse"}`,
		`{"username":"x","password":"x","role":"admin","email":null,"disabled":true,"replacement_password":""}`,
		`{"name":"x","base_url":"http://[::1","additional_headers":{"":""},"enabled":false,"api_key":""}`,
		`{"upstream_id":"","display_name":"x","enabled":true,"is_default":true}`,
		`{"server_name":"x","username":"x","password":"x","provider":{"name":"x","base_url":"x","models":[{}]}}`,
	} {
		f.Add(body)
	}
	w, b := newSetUpWorld(f)
	talk := b.create(map[string]any{"title": "Talk"})
	posted := b.send("POST", "/api/threads/"+talk+"/root", map[string]string{"content": "x", "role": "user"})
	var root struct {
		ID string `json:"root_id"`
	}
	posted.status(http.StatusCreated).into(&root)
	var rows []httpapi.Row
	for _, row := range httpapi.Rows() {
		if row.MaxBody > 0 {
			rows = append(rows, row)
		}
	}
	f.Fuzz(func(t *testing.T, body string) {
		b := b.in(t)
		for _, row := range rows {
			for _, id := range []string{nobody, talk, root.ID} {
				answer := b.send(row.Method, address(row, id), body)
				if answer.Code >= http.StatusInternalServerError {
					t.Errorf("%s: status %d for %q: %s\n%s", row.ID, answer.Code, body, answer.Body, w.logged())
				}
			}
		}
	})
}
