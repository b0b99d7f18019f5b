package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// showValue is the value of a key as TOML and YAML write it, with secrets
// hidden.
func showValue(f *field, v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch {
	case v.Type() == durationType:
		return strconv.FormatInt(v.Int()/int64(f.unit()), 10)
	case f.tag.Get("secret") == "url":
		return quote(hidePassword(v.String()))
	case v.Kind() == reflect.String:
		return quote(fmt.Sprint(v)) // through the Stringer, so that a Secret hides itself
	case v.Kind() == reflect.Float64:
		return formatFloat(v.Float())
	default:
		return quote(v.Interface())
	}
}

// quote writes a value as JSON would, which TOML and YAML read as well.
func quote(v any) string {
	switch v := v.(type) {
	case string:
		return quoteText(v)
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = quoteText(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	default:
		return fmt.Sprint(v)
	}
}

// quoteText stays within the escapes that JSON, TOML and YAML share.
func quoteText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// formatFloat keeps the point, because TOML tells 1 from 1.0.
func formatFloat(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func seconds(d time.Duration) string {
	return strconv.FormatInt(int64(d/time.Second), 10)
}
