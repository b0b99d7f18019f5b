package api

import (
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// AppendJSON appends the page as its struct tags say; see package chat for why.
func (r ThreadTreeResponse) AppendJSON(b []byte) []byte {
	b = appendID(append(b, `{"root_id":`...), r.RootID)
	b = appendMessages(append(b, `,"messages":`...), r.Messages)
	if r.NextCursor != "" {
		b, _ = jsontext.AppendQuote(append(b, `,"next_cursor":`...), r.NextCursor) // ASCII
	}
	return append(b, '}')
}

// AppendJSON is like that of ThreadTreeResponse.
func (l MessageLine) AppendJSON(b []byte) []byte {
	b = appendMessages(append(b, `{"messages":`...), l.Messages)
	if !l.Leaf.IsZero() {
		b = appendID(append(b, `,"leaf":`...), l.Leaf)
	}
	b = strconv.AppendInt(append(b, `,"position":`...), l.Position, 10)
	return append(strconv.AppendBool(append(b, `,"more":`...), l.More), '}')
}

// AppendJSON is like that of ThreadTreeResponse.
func (l ConversationList) AppendJSON(b []byte) []byte {
	b = append(b, `{"conversations":[`...)
	for i := range l.Conversations {
		if i > 0 {
			b = append(b, ',')
		}
		b = l.Conversations[i].AppendJSON(b)
	}
	b = append(b, ']')
	if !l.NextAfter.IsZero() {
		b = append(l.NextAfter.AppendFormat(append(b, `,"next_after":"`...), time.RFC3339Nano), '"')
	}
	return append(b, '}')
}

func appendMessages(b []byte, list []chat.Message) []byte {
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = list[i].AppendJSON(b)
	}
	return append(b, ']')
}

func appendID(b []byte, id chat.MessageID) []byte {
	b, _ = id.AppendText(append(b, '"')) // never fails
	return append(b, '"')
}
