package event

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Resume says from where a subscription starts. The zero value is the
// beginning of the conversation.
type Resume struct {
	// Live skips everything that has happened. The other fields do not count
	// then.
	Live bool
	// All replays what is kept, however little that is.
	All bool
	// Since, when set, replays what is kept and later than it.
	Since time.Time
	// After replays what has a higher position.
	After int64
}

// byTime reports whether the resume point does not name a position. It is
// never refused: what exists is replayed.
func (r Resume) byTime() bool { return r.All || !r.Since.IsZero() }

func (r Resume) includes(e chat.Event) bool {
	return r.Since.IsZero() || e.CreatedAt.After(r.Since)
}

// ParseResume reads the resume point of a request: an event id and a time in
// Unix milliseconds, either of which may be empty.
//
// Ids are positions, with the prefix or without. Two older forms are read as
// well, root and message being UUIDs: <root>:<message>:<sequence>, whose
// sequence is taken for a position, and <root>:<message>:<idx>:<unix_ms>, of
// which the time counts. An id that is none of these is ignored. since takes
// the place of an id's time; an id that names a position wins over it, because
// a browser that reconnects repeats the address of its first request.
//
// A since that is not a whole number is Invalid; a negative one is 0; 0 asks
// for everything that is kept.
func ParseResume(lastEventID, since, prefix string) (Resume, error) {
	resume := parseEventID(lastEventID, prefix)
	if since == "" {
		return resume, nil
	}
	ms, err := strconv.ParseInt(since, 10, 64)
	if err != nil {
		return Resume{}, chat.InvalidField("since", "must be a whole number of milliseconds since 1970")
	}
	if resume.Live || resume.byTime() {
		return sinceUnixMilli(ms), nil
	}
	return resume, nil
}

func parseEventID(id, prefix string) Resume {
	fields := strings.Split(strings.TrimPrefix(strings.TrimSpace(id), prefix), ":")
	last, err := strconv.ParseInt(fields[len(fields)-1], 10, 64)
	if err != nil || last < 0 {
		return Resume{Live: true}
	}
	switch {
	case len(fields) == 1:
		return Resume{After: last}
	case len(fields) == 3 && areUUIDs(fields[:2]):
		return Resume{After: last}
	case len(fields) == 4 && areUUIDs(fields[:2]) && isChunkIndex(fields[2]):
		return sinceUnixMilli(last)
	default:
		return Resume{Live: true}
	}
}

func areUUIDs(fields []string) bool {
	for _, f := range fields {
		if uuid.Validate(f) != nil {
			return false
		}
	}
	return true
}

// isChunkIndex accepts -1, which stood for "not about a chunk".
func isChunkIndex(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && n >= -1
}

func sinceUnixMilli(ms int64) Resume {
	if ms <= 0 {
		return Resume{All: true}
	}
	return Resume{Since: time.UnixMilli(ms)}
}
