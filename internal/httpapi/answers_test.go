package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// TestAnswersSideBySide mentions two models in a root and in a reply: both
// answers are told of, the first also by the name that it always had.
func TestAnswersSideBySide(t *testing.T) {
	t.Parallel()
	_, b := newSetUpWorld(t)
	var service struct{ ID string }
	b.send("POST", "/api/v1/admin/providers", map[string]any{"name": "Birds", "base_url": "http://127.0.0.1:9/v1"}).
		status(http.StatusCreated).into(&service)
	for _, name := range []string{"parrot", "raven"} {
		b.send("POST", "/api/v1/admin/providers/"+service.ID+"/models", map[string]any{"upstream_id": name, "display_name": name}).
			status(http.StatusOK)
	}
	id := b.create(map[string]any{"title": "Birds", "is_group": true})

	type posted struct {
		RootID  chat.MessageID `json:"root_id"`
		Message chat.Message
		Answer  *chat.Message
		Answers []chat.Message
	}
	check := func(what string, p posted) {
		t.Helper()
		if len(p.Answers) != 2 || p.Answers[0].Answer.ModelName != "raven" || p.Answers[1].Answer.ModelName != "parrot" {
			t.Fatalf("%s: answers %+v", what, p.Answers)
		}
		if p.Answer == nil || p.Answer.ID != p.Answers[0].ID {
			t.Errorf("%s: answer %+v is not the first", what, p.Answer)
		}
	}
	var root, reply, again posted
	body := map[string]any{"content": "@raven or @parrot?", "request_id": uuid.NewString()}
	b.send("POST", "/api/threads/"+id+"/root", body).status(http.StatusCreated).into(&root)
	check("root", root)
	b.send("POST", "/api/threads/"+id+"/root", body).status(http.StatusCreated).into(&again)
	check("repeated root", again)
	if again.Answers[1].ID != root.Answers[1].ID {
		t.Error("the repeated request has another answer")
	}
	b.send("POST", "/api/messages/"+root.RootID.String()+"/reply", map[string]any{"content": "@raven! And @parrot?"}).
		status(http.StatusCreated).into(&reply)
	check("reply", reply)

	var none map[string]any
	b.send("POST", "/api/threads/"+id+"/root", map[string]any{"content": "…", "role": "system"}).status(http.StatusCreated).into(&none)
	for _, field := range []string{"answer", "answers"} {
		if _, ok := none[field]; ok {
			t.Errorf("%s is there without an answer", field)
		}
	}
}
