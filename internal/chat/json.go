package chat

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Deltas, lists of conversations and pages of messages are what servers write
// most. Written without reflection, by methods named AppendJSON, they cost a third. A
// test holds what these write to what the struct tags say.

// appendText quotes a text. Bytes that are not UTF-8 become replacement
// characters, which is all that the error tells.
func appendText(b []byte, text string) []byte {
	b, _ = jsontext.AppendQuote(b, text)
	return b
}

func appendTextField(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return appendText(append(b, name...), text)
}

func appendTime(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

func appendTimeField(b []byte, name string, t time.Time) []byte {
	if t.IsZero() {
		return b
	}
	return appendTime(append(b, name...), t)
}

func appendID[Noun any](b []byte, id ID[Noun]) []byte {
	b, _ = id.AppendText(append(b, '"')) // never fails
	return append(b, '"')
}

func appendIDs[Noun any](b []byte, ids []ID[Noun]) []byte {
	for i, id := range ids {
		b = appendID(append(b, "[,"[min(i, 1)]), id)
	}
	return append(b, ']')
}
