package config

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// check collects everything wrong with a complete Config: first what the tags
// say about single keys, then what keys say about each other.
func (d *decoder) check(c *Config, in Input) {
	d.checkRules(schema(), reflect.ValueOf(c).Elem(), "")
	d.checkServer(c)
	d.checkSecurity(c)
	d.checkSession(c)
	d.checkDatabase(c, in)
	d.checkSSE(c)
	d.checkWeb(c, in)
	d.checkLLM(c, in)
}

// checkRules applies the tags required, oneof, min, max and above.
func (d *decoder) checkRules(f *field, v reflect.Value, path string) {
	switch f.kind {
	case tableField:
		for _, c := range f.fields {
			d.checkRules(c, v.Field(c.index), join(path, c.key))
		}
	case dictField:
		for _, key := range v.MapKeys() {
			d.checkRules(f.elem, v.MapIndex(key), join(path, key.String()))
		}
	case tablesField:
		for i := range v.Len() {
			d.checkRules(f.elem, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case valueField:
		if rule := brokenRule(f, v); rule != "" {
			d.problem(path, showValue(f, v), rule, d.origin(path))
		}
	case anyField: // nothing is known about it
	}
}

func brokenRule(f *field, v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.String:
		return brokenTextRule(f, v.String())
	case f.typ == durationType:
		return brokenRange(f, float64(v.Int()/int64(f.unit())))
	case v.CanInt():
		return brokenRange(f, float64(v.Int()))
	case v.CanFloat():
		return brokenRange(f, v.Float())
	default:
		return ""
	}
}

func brokenTextRule(f *field, s string) string {
	if f.tag.Get("required") != "" && strings.TrimSpace(s) == "" {
		return "must not be empty"
	}
	words := f.words("oneof")
	if words == nil || slices.Contains(words, s) {
		return ""
	}
	rule := "must be " + orList(words)
	if best := closest(s, words); best != "" {
		rule += "; did you mean " + best + "?"
	}
	return rule
}

func orList(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func brokenRange(f *field, x float64) string {
	if limit, ok := f.number("above"); ok && x <= limit {
		return "must be above " + f.tag.Get("above")
	}
	if limit, ok := f.number("min"); ok && x < limit {
		return "must be at least " + f.tag.Get("min")
	}
	if limit, ok := f.number("max"); ok && x > limit {
		return "must be at most " + f.tag.Get("max")
	}
	return ""
}

func (f *field) number(tag string) (float64, bool) {
	text, ok := f.tag.Lookup(tag)
	if !ok {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("config: tag " + tag + " of " + f.path + " is not a number") // a mistake in the tags
	}
	return x, true
}

// clamp moves a number into its range and says so.
func clamp[N int | float64 | time.Duration](d *decoder, v *N, low, high N, key, rule string) {
	clamped := min(max(*v, low), high)
	if clamped == *v {
		return
	}
	f := schema().resolve(strings.Split(key, "."))
	d.warn(key, showValue(f, reflect.ValueOf(*v)), rule+"; "+showValue(f, reflect.ValueOf(clamped))+" is used", d.origin(key))
	*v = clamped
}
