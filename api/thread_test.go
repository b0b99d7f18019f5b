package api_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// TestThreadTreeAppendJSON: a page written without reflection is the same page.
func TestThreadTreeAppendJSON(t *testing.T) {
	t.Parallel()
	root := chat.NewID[chat.Message]()
	answer := chat.Message{ID: chat.NewID[chat.Message](), RootID: root, ParentID: root, CreatedAt: time.Now(), Answer: &chat.Answer{ModelName: "Parrot"}}
	for _, page := range []api.ThreadTreeResponse{
		{RootID: root, Messages: []chat.Message{}},
		{RootID: root, Messages: []chat.Message{{ID: root, RootID: root, Content: "Hello\n"}, answer}, NextCursor: "00"},
	} {
		want, err := json.Marshal(page)
		if err != nil {
			t.Fatal(err)
		}
		if got := page.AppendJSON(nil); !bytes.Equal(got, want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
