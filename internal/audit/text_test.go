package audit

import (
	"reflect"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestClip(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"":                 "",
		"naïve 日本語":        "naïve 日本語",
		"a\r\nb\x00\u0085": "a  b  ",
		"\xff\xfe":         "\ufffd",
		"0123456789abc":    "012345678…",
		"日本語日本語日本語日":       "日本語日本語日本語日",
	} {
		if got := clip(given, 10); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	var none *int
	price := 0.25
	for name, test := range map[string]struct {
		before, after any
		want          []chat.AuditChange
	}{
		"the same":        {"a", "a", nil},
		"nothing at all":  {"", none, nil},
		"an empty list":   {[]string{}, nil, nil},
		"named types":     {chat.SourceAdmin, chat.SourceConfig, []chat.AuditChange{{Field: "f", Old: "admin", New: "config"}}},
		"from nothing":    {none, new(4), []chat.AuditChange{{Field: "f", New: 4.0}}},
		"to nothing":      {&price, nil, []chat.AuditChange{{Field: "f", Old: 0.25}}},
		"to zero":         {nil, new(0), []chat.AuditChange{{Field: "f", New: 0.0}}},
		"off":             {true, false, []chat.AuditChange{{Field: "f", Old: true, New: false}}},
		"lists":           {[]string{"a"}, []string{"a", "b"}, []chat.AuditChange{{Field: "f", Old: []any{"a"}, New: []any{"a", "b"}}}},
		"the same list":   {[]string{"a"}, []string{"a"}, nil},
		"small integers":  {uint32(1), int8(2), []chat.AuditChange{{Field: "f", Old: 1.0, New: 2.0}}},
		"what is no text": {"a\nb", "a b", nil},
	} {
		var r Record
		if r.Change("f", test.before, test.after); !reflect.DeepEqual(r.entry.Details.Changes, test.want) {
			t.Errorf("%s: %+v, want %+v", name, r.entry.Details.Changes, test.want)
		}
	}
	var r Record
	r.Change("f", nil, strings.Repeat("x", 1000))
	r.Change("g", nil, make([]string, 1000))
	if long, _ := r.entry.Details.Changes[0].New.(string); len([]rune(long)) != maxValue {
		t.Errorf("a value of %d characters", len([]rune(long)))
	}
	if list, _ := r.entry.Details.Changes[1].New.([]any); len(list) != maxItems {
		t.Errorf("a list of %d values", len(list))
	}
}
