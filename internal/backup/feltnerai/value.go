package feltnerai

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// id reads an id.
type id struct{ value any } // [16]byte or nil

func (i *id) Scan(src any) error {
	switch text := src.(type) {
	case nil:
		i.value = nil
		return nil
	case string:
		parsed, err := uuid.Parse(text)
		i.value = [16]byte(parsed)
		if err != nil {
			return fmt.Errorf("an id that is no UUID")
		}
		return nil
	default:
		return fmt.Errorf("an id of type %T", src)
	}
}

func (i *id) uuid() uuid.UUID {
	u, _ := i.value.([16]byte)
	return u
}

// instant reads a time (RFC 3339), down to the microseconds that are kept here.
type instant struct{ value any } // time.Time or nil

func (i *instant) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("a time of type %T", src)
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return fmt.Errorf("a time that is none")
	}
	i.value = t.UTC().Truncate(time.Microsecond)
	return nil
}

// each scans every row into the same places and turns them into values.
func each(places []any, turn func() (values, error)) func(*sql.Rows, func(values) bool) error {
	return func(rows *sql.Rows, yield func(values) bool) error {
		for rows.Next() {
			if err := rows.Scan(places...); err != nil {
				return err
			}
			v, err := turn()
			if err != nil {
				return err
			}
			if !yield(v) {
				return nil
			}
		}
		return nil
	}
}
