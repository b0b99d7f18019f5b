package api_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// TestAppendJSON: pages written without reflection are the same pages.
func TestAppendJSON(t *testing.T) {
	t.Parallel()
	root := chat.NewID[chat.Message]()
	answer := chat.Message{ID: chat.NewID[chat.Message](), RootID: root, ParentID: root, CreatedAt: time.Now(), Answer: &chat.Answer{ModelName: "Parrot"}}
	messages := []chat.Message{{ID: root, RootID: root, Content: "Hello\n"}, answer}
	conversations := []chat.Conversation{{Title: "One"}, {Title: "Two", LastActivityAt: time.Now()}}
	for _, page := range []interface{ AppendJSON(b []byte) []byte }{
		api.ThreadTreeResponse{RootID: root, Messages: []chat.Message{}},
		api.ThreadTreeResponse{RootID: root, Messages: messages, NextCursor: "00"},
		api.MessageLine{},
		api.MessageLine{Messages: messages, Leaf: answer.ID, Position: 7, More: true},
		api.ConversationList{},
		api.ConversationList{Conversations: conversations, NextAfter: time.Now()},
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
