package config

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// readValue reads a node as the type of a key. The second result says what a
// value must be when this one does not fit.
func readValue(f *field, n *node) (v reflect.Value, rule string) {
	v = reflect.New(f.typ).Elem()
	target := v
	if f.typ.Kind() == reflect.Pointer {
		target = reflect.New(f.typ.Elem())
		v.Set(target)
		target = target.Elem()
	}
	switch {
	case f.typ == durationType:
		return v, readDuration(f, target, n)
	case target.Kind() == reflect.Slice:
		return v, readList(target, n)
	case n.kind != plainNode:
		return v, "must be a single value"
	case target.Kind() == reflect.Bool:
		return v, readBool(target, n)
	case target.Kind() == reflect.Int:
		return v, readInt(target, n)
	case target.Kind() == reflect.Float64:
		return v, readFloat(target, n)
	default:
		return v, readText(f, target, n)
	}
}

func readDuration(f *field, v reflect.Value, n *node) string {
	count, ok := wholeNumber(n)
	if !ok {
		return "must be a whole number of " + unitName(f)
	}
	limit := int64(math.MaxInt64 / f.unit())
	if count > limit || count < -limit {
		return fmt.Sprintf("must be between -%d and %d", limit, limit)
	}
	v.SetInt(int64(time.Duration(count) * f.unit()))
	return ""
}

func unitName(f *field) string {
	switch f.tag.Get("unit") {
	case "ms":
		return "milliseconds"
	case "h":
		return "hours"
	case "d":
		return "days"
	default:
		return "seconds"
	}
}

// readList reads a list of texts; a variable separates them with commas.
func readList(v reflect.Value, n *node) string {
	const rule = "must be a list of texts"
	list := []string{}
	switch {
	case n.loose:
		for item := range strings.SplitSeq(n.word(), ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
	case n.kind == listNode:
		for _, item := range n.list {
			s, ok := item.value.(string)
			if !ok || item.kind != plainNode {
				return rule
			}
			list = append(list, s)
		}
	default:
		return rule
	}
	v.Set(reflect.ValueOf(list))
	return ""
}

func readBool(v reflect.Value, n *node) string {
	if b, ok := n.value.(bool); ok {
		v.SetBool(b)
		return ""
	}
	if n.loose {
		switch strings.ToLower(n.word()) {
		case "true", "1", "yes", "on":
			v.SetBool(true)
			return ""
		case "false", "0", "no", "off":
			v.SetBool(false)
			return ""
		}
	}
	return "must be true or false"
}

func readInt(v reflect.Value, n *node) string {
	i, ok := wholeNumber(n)
	if !ok {
		return "must be a whole number"
	}
	if v.OverflowInt(i) {
		return "is too large"
	}
	v.SetInt(i)
	return ""
}

func wholeNumber(n *node) (int64, bool) {
	if i, ok := n.value.(int64); ok {
		return i, true
	}
	if !n.loose {
		return 0, false
	}
	i, err := strconv.ParseInt(n.word(), 10, 64)
	return i, err == nil
}

func readFloat(v reflect.Value, n *node) string {
	var x float64
	switch given := n.value.(type) {
	case float64:
		x = given
	case int64:
		x = float64(given)
	case string:
		parsed, err := strconv.ParseFloat(given, 64)
		if !n.loose || err != nil {
			return "must be a number"
		}
		x = parsed
	default:
		return "must be a number"
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "must be a finite number"
	}
	v.SetFloat(x)
	return ""
}

// readText also replaces the further spellings that variables and flags have
// for some words.
func readText(f *field, v reflect.Value, n *node) string {
	s, ok := n.value.(string)
	if !ok {
		return "must be text; put it in quotes"
	}
	if n.loose {
		for _, pair := range f.words("also") {
			if spelling, word, _ := strings.Cut(pair, "="); spelling == s {
				s = word
			}
		}
	}
	v.SetString(s)
	return ""
}

// show is a value as a message may repeat it.
func show(f *field, n *node) string {
	switch {
	case f.tag.Get("secret") == "url":
		return hidePassword(fmt.Sprint(n.value))
	case f.isSecret():
		return redacted
	case n.kind == tableNode:
		return "{…}"
	case n.kind == listNode:
		return "[…]"
	case n.value == unreadable{}:
		return ""
	default:
		return quote(n.value)
	}
}
