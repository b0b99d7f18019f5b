package storetest

import (
	"encoding/json"
	"reflect"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// equal reports a difference; empty and nil lists are the same.
func equal[T any](w *world, what string, got, want T) {
	w.Helper()
	if reflect.ValueOf(&got).Elem().Kind() == reflect.Slice {
		if reflect.ValueOf(got).Len() == 0 && reflect.ValueOf(want).Len() == 0 {
			return
		}
	}
	if !reflect.DeepEqual(got, want) {
		w.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// payload decodes an event's payload.
func payload[T any](w *world, e chat.Event) T {
	w.Helper()
	var p T
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		w.Fatalf("payload of %s: %v", e.Type, err)
	}
	return p
}

func ids[T any, Noun any](list []T, id func(T) chat.ID[Noun]) []chat.ID[Noun] {
	found := make([]chat.ID[Noun], len(list))
	for i, v := range list {
		found[i] = id(v)
	}
	return found
}

func messageIDs(list []chat.Message) []chat.MessageID {
	return ids(list, func(m chat.Message) chat.MessageID { return m.ID })
}

func conversationIDs(list []chat.Conversation) []chat.ConversationID {
	return ids(list, func(c chat.Conversation) chat.ConversationID { return c.ID })
}

func rootIDs(list []chat.ThreadSummary) []chat.MessageID {
	return ids(list, func(s chat.ThreadSummary) chat.MessageID { return s.RootID })
}
