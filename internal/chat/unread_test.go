package chat_test

import (
	"encoding/json"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestUnreadCountForms(t *testing.T) {
	t.Parallel()
	for text, count := range map[string]chat.UnreadCount{
		"0":       {},
		"7":       {Unread: 7, Total: 7},
		"[0,0,7]": {Total: 7},
		"[3,0,7]": {Unread: 3, Total: 7},
		"[3,1,3]": {Unread: 3, Mentions: 1, Total: 3},
	} {
		b, err := json.Marshal(map[string]chat.UnreadCount{"a": count})
		if want := `{"a":` + text + `}`; err != nil || string(b) != want {
			t.Errorf("%+v is written %s, want %s; error %v", count, b, want, err)
		}
		var read map[string]chat.UnreadCount
		if err := json.Unmarshal(b, &read); err != nil || read["a"] != count {
			t.Errorf("%s is read as %+v, error %v", b, read["a"], err)
		}
	}
	for _, text := range []string{`"1"`, `[1]`, `[1,2,3,4]`, `{}`, `[1,2,"3"]`, `1.5`} {
		if err := json.Unmarshal([]byte(text), new(chat.UnreadCount)); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}
