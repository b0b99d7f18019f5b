package chat_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// TestAppendJSON: values with any of their fields set or unset look as their tags
// say, a field that is added later included.
func TestAppendJSON(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2)) // the same values each time
	for range 2000 {
		for _, v := range []interface{ AppendJSON(b []byte) []byte }{new(chat.Message), new(chat.Conversation), new(chat.DeltaPayload)} {
			fill(r, reflect.ValueOf(v).Elem())
			want, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true))
			if err != nil {
				t.Fatal(err)
			}
			if got := v.AppendJSON([]byte("x")); string(got) != "x"+string(want) {
				t.Fatalf("got  %s\nwant x%s", got, want)
			}
		}
	}
}

// fill sets about half of what there is to set.
func fill(r *rand.Rand, v reflect.Value) {
	if r.IntN(2) == 0 {
		return
	}
	switch set := v.Addr().Interface().(type) {
	case *time.Time:
		*set = time.UnixMicro(r.Int64N(4e15)).UTC()
		return
	case *uuid.UUID:
		_, _ = rand.NewChaCha8([32]byte{byte(r.Int())}).Read(set[:])
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.String:
		texts := []string{"a", "\"\\/\n\x00\u2028<&>", "ü €🙂", "\xff\xc3", "streaming"}
		v.SetString(texts[r.IntN(len(texts))])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(1 << 40))
	default:
		panic(v.Type().String() + " is not filled")
	}
}
