package conversation

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/store"
)

// timeline is a list ordered by time, newest first, ties broken by id.
type timeline[T any] struct {
	place func(T) store.Cursor
	read  func(before store.Cursor, limit int) (list []T, more bool, err error)
}

// page lists what is older than a time: about as many rows as asked for, and
// whether there are more. It ends where the time changes, so that whoever goes
// on with what is older than its last row misses none of the same instant. It
// is longer than asked for only when so many rows are of one instant.
func (t timeline[T]) page(after time.Time, limit int) ([]T, bool, error) {
	list, more, err := t.read(store.Cursor{At: after}, limit+1)
	for err == nil && len(list) > limit {
		if end := t.change(list, limit); end > 0 {
			return list[:end], true, nil
		}
		if !more {
			break
		}
		var rest []T
		rest, more, err = t.read(t.place(list[len(list)-1]), limit)
		list = append(list, rest...)
	}
	return list, false, err
}

// change finds where a list can be cut: the last change of time among the first
// rows, else the first one behind them; 0 = nowhere.
func (t timeline[T]) change(list []T, limit int) int {
	changes := func(i int) bool { return !t.place(list[i-1]).At.Equal(t.place(list[i]).At) }
	for i := limit; i > 0; i-- {
		if changes(i) {
			return i
		}
	}
	for i := limit + 1; i < len(list); i++ {
		if changes(i) {
			return i
		}
	}
	return 0
}

// pageSize bounds the number of rows a caller asks for; 0 and less ask for the
// default.
func pageSize(asked, normal, most int) int {
	if asked <= 0 {
		return normal
	}
	return min(asked, most)
}
