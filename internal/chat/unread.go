package chat

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// ThreadUnread is what is unread for one person in one thread.
type ThreadUnread struct {
	RootID   MessageID `json:"root_id" format:"uuid"`
	Unread   int64     `json:"unread"`
	Mentions int64     `json:"mentions,omitzero" doc:"How many of the unread messages mention the caller."`
}

// UnreadCount is what is unread for one person after a change in a thread.
type UnreadCount struct {
	Unread   int64 // messages of the thread
	Mentions int64 // how many of those mention the person
	Total    int64 // unread messages of the whole conversation
}

// AppendJSON appends the form in which event logs keep counts: [unread,
// mentions, total], or one number when nothing mentions the person and the
// other threads are read.
func (c UnreadCount) AppendJSON(b []byte) []byte {
	if c == (UnreadCount{Unread: c.Unread, Total: c.Unread}) {
		return strconv.AppendInt(b, c.Unread, 10)
	}
	b = strconv.AppendInt(append(b, '['), c.Unread, 10)
	b = strconv.AppendInt(append(b, ','), c.Mentions, 10)
	b = strconv.AppendInt(append(b, ','), c.Total, 10)
	return append(b, ']')
}

// MarshalJSON writes the form of AppendJSON.
func (c UnreadCount) MarshalJSON() ([]byte, error) { return c.AppendJSON(nil), nil }

// UnmarshalJSON reads the form of AppendJSON.
func (c *UnreadCount) UnmarshalJSON(b []byte) error {
	var list []int64
	if len(b) == 0 || b[0] != '[' {
		var n int64
		err := json.Unmarshal(b, &n)
		*c = UnreadCount{Unread: n, Total: n}
		return err
	}
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	if len(list) != 3 {
		return fmt.Errorf("an unread count of %d numbers", len(list))
	}
	*c = UnreadCount{Unread: list[0], Mentions: list[1], Total: list[2]}
	return nil
}
