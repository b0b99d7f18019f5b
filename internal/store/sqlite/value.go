package sqlite

import (
	"fmt"
	"time"
)

// micros is how a time is stored, NULL for the zero time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// instant scans what micros stored.
type instant time.Time

func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.UnixMicro(v).UTC())
	default:
		return fmt.Errorf("a time is stored as %T", src)
	}
	return nil
}

// at scans into a time.
func at(t *time.Time) *instant { return (*instant)(t) }

// stored is a time as it comes back from the database.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// optional stores an empty text as NULL, where a unique index must not see it.
func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}
