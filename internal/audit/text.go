package audit

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// The longest texts that are kept, in characters.
const (
	maxName  = 200
	maxAgent = 200
	maxValue = 500
	maxItems = 50 // of a list
)

// presentable makes what clients have sent fit to be kept and shown.
func presentable(e chat.AuditEntry) chat.AuditEntry {
	e.ActorName = clip(e.ActorName, maxName)
	e.Target = presentableTarget(e.Target)
	e.UserAgent = clip(e.UserAgent, maxAgent)
	return e
}

func presentableTarget(t chat.AuditTarget) chat.AuditTarget {
	return chat.AuditTarget{Type: t.Type, ID: clip(t.ID, maxName), Name: clip(t.Name, maxName)}
}

// clip shortens a text and replaces what is no text.
func clip(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit-1]) + "…"
}

// valueOf is a value as it comes back from the database.
func valueOf(v any) any {
	value := reflect.ValueOf(v)
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	switch value.Kind() {
	case reflect.Bool:
		return value.Bool()
	case reflect.String:
		if value.Len() == 0 {
			return nil
		}
		return clip(value.String(), maxValue)
	case reflect.Slice:
		return listOf(value)
	case reflect.Float32, reflect.Float64:
		return value.Float()
	default:
		return wholeNumber(value)
	}
}

func wholeNumber(value reflect.Value) any {
	switch {
	case value.CanInt():
		return float64(value.Int())
	case value.CanUint():
		return float64(value.Uint())
	default:
		return nil
	}
}

func listOf(value reflect.Value) any {
	if value.Len() == 0 {
		return nil
	}
	list := make([]any, 0, min(value.Len(), maxItems))
	for i := range cap(list) {
		list = append(list, valueOf(value.Index(i).Interface()))
	}
	return list
}
