package sqlite

import (
	"database/sql/driver"
	"reflect"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestAssign(t *testing.T) {
	t.Parallel()
	id := chat.NewID[chat.Message]()
	text, number := "text", int64(7)
	for _, c := range []struct {
		name  string
		value driver.Value
		dest  any
		want  any
	}{
		{"text", "text", new(string), "text"},
		{"named text", "user", new(chat.MessageRole), chat.RoleUser},
		{"optional text", "text", new(*string), &text},
		{"no text", nil, &[]*string{&text}[0], (*string)(nil)},
		{"number", int64(7), new(int64), int64(7)},
		{"small number", int64(7), new(int), 7},
		{"named number", int64(3), new(chat.Roles), chat.Roles(3)},
		{"optional number", int64(7), new(*int64), &number},
		{"optional named number", int64(7), new(*chat.MicroDollars), new(chat.MicroDollars(7))},
		{"no named number", nil, &[]*chat.MicroDollars{new(chat.MicroDollars)}[0], (*chat.MicroDollars)(nil)},
		{"truth", int64(1), new(bool), true},
		{"bytes", []byte("ab"), new([]byte), []byte("ab")},
		{"text as bytes", "ab", new([]byte), []byte("ab")},
		{"no bytes", nil, &[][]byte{{1}}[0], []byte(nil)},
		{"id", id.UUID[:], new(chat.MessageID), id},
		{"no id", nil, &[]chat.MessageID{id}[0], chat.MessageID{}},
		{"time", noon.UnixMicro(), new(instant), instant(noon)},
		{"no time", nil, new(instant), instant(time.Time{})},
	} {
		if err := assign(c.dest, c.value); err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := reflect.ValueOf(c.dest).Elem().Interface(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAssignRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		value driver.Value
		dest  any
	}{
		{"nothing as text", nil, new(string)},
		{"nothing as a number", nil, new(int64)},
		{"a number as text", int64(1), new(string)},
		{"text as a number", "1", new(int)},
		{"a number as optional text", int64(1), new(*string)},
		{"text as an optional number", "1", new(*int)},
		{"a number as bytes", int64(1), new([]byte)},
		{"bytes as text", []byte("a"), new(string)},
		{"more than fits", int64(300), new(int8)},
		{"a negative number without a sign", int64(-1), new(uint64)},
		{"a fraction", 1.5, new(int64)},
	} {
		if err := assign(c.dest, c.value); err == nil {
			t.Errorf("%s: it was taken", c.name)
		}
	}
}
