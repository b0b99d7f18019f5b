package server_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// onlooker is a person who follows a room and keeps a picture of it, the way
// clients do: read everything once, then follow from that position, and resume
// when the connection breaks.
type onlooker struct {
	*servertest.Client
	id       chat.AccountID
	crowd    *crowd
	unsteady bool // loses the connection now and then

	mu      sync.Mutex
	changed *sync.Cond
	last    int64 // newest position heard of
	picture *picture
	err     error // what ended it
}

func newOnlooker(c *crowd, client *servertest.Client, id chat.AccountID) *onlooker {
	o := &onlooker{Client: client, id: id, crowd: c}
	o.changed = sync.NewCond(&o.mu)
	return o
}

// follow goes on until ctx ends: in the room, put out, in again.
func (o *onlooker) follow(ctx context.Context) {
	defer context.AfterFunc(ctx, func() { o.fail(ctx.Err()) })()
	for ctx.Err() == nil {
		if err := o.stay(ctx); err != nil && expected(err) != nil && ctx.Err() == nil {
			o.fail(err)
			return
		}
		select { // until somebody lets them in again
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

func (o *onlooker) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
	}
	o.changed.Broadcast()
}

// stay reads the room and follows it as long as the server lets it.
func (o *onlooker) stay(ctx context.Context) error {
	var room chat.Conversation
	if err := o.Do(ctx, http.MethodGet, o.crowd.path(""), nil, &room); err != nil {
		return err
	}
	p := newPicture()
	if err := o.fetch(ctx, p); err != nil {
		return err
	}
	o.mu.Lock()
	o.picture, o.last = p, room.Position
	o.changed.Broadcast()
	o.mu.Unlock()
	for {
		again, err := o.listen(ctx)
		if err != nil || !again {
			return err
		}
		o.crowd.resumed.Add(1)
	}
}

// listen follows one connection. It reports whether to resume where it broke.
func (o *onlooker) listen(ctx context.Context) (again bool, err error) {
	ctx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	header := http.Header{"Last-Event-ID": {"evt_" + strconv.FormatInt(o.position(), 10)}}
	resp, err := o.Send(ctx, http.MethodGet, "/api/stream/conversations/"+o.crowd.room.String(), nil, header)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	patience := rand.IntN(400)
	for frame, err := range servertest.Frames(resp.Body) {
		if err != nil {
			return true, nil
		}
		if out, err := o.hear(frame); out || err != nil {
			return false, err
		}
		if patience--; o.unsteady && patience < 0 {
			return true, nil
		}
	}
	return true, nil
}

func (o *onlooker) position() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.last
}

// hear takes one frame in. It reports whether the person was put out.
func (o *onlooker) hear(f servertest.Frame) (out bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f.ID != "" {
		position, err := strconv.ParseInt(strings.TrimPrefix(f.ID, "evt_"), 10, 64)
		if err != nil || position <= o.last {
			return false, fmt.Errorf("id %q after position %d: %w", f.ID, o.last, err)
		}
		o.last = position
	}
	defer o.changed.Broadcast()
	switch chat.EventType(f.Event) {
	case chat.EventMessageNew, chat.EventMessageUpdated:
		var p chat.MessagePayload
		err = f.Payload(&p)
		o.picture.messages[p.Message.ID] = keep(p.Message)
	case chat.EventUnreadUpdate:
		var p chat.UnreadPayload
		err = f.Payload(&p)
		o.picture.unread[p.RootID] = p.Unread
	case chat.EventMembershipChanged:
		var p chat.MembershipPayload
		err = f.Payload(&p)
		return err == nil && p.UserID == o.id && p.Action == "removed", err
	case chat.EventError:
		return false, errors.New(f.Data)
	}
	return false, err
}

// after waits until a position was heard of, and returns the picture.
func (o *onlooker) after(ctx context.Context, position int64) (*picture, error) {
	defer context.AfterFunc(ctx, o.changed.Broadcast)()
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.err == nil && ctx.Err() == nil && o.last < position {
		o.changed.Wait()
	}
	if o.err != nil || ctx.Err() != nil {
		return nil, fmt.Errorf("came to position %d of %d: %w", o.last, position, errors.Join(o.err, ctx.Err()))
	}
	return o.picture, nil
}

// fetch reads everything there is to read.
func (o *onlooker) fetch(ctx context.Context, p *picture) error {
	after := ""
	for {
		var page api.ThreadListResponse
		if err := o.Do(ctx, http.MethodGet, o.crowd.path("/threads?limit=500"+after), nil, &page); err != nil {
			return err
		}
		for _, thread := range page.Threads {
			if err := o.fetchThread(ctx, thread.RootID, p); err != nil {
				return err
			}
		}
		if page.NextAfter.IsZero() {
			break
		}
		after = "&after=" + page.NextAfter.Format("2006-01-02T15:04:05.999999999Z07:00")
	}
	var unread api.UnreadSummaryResponse
	if err := o.Do(ctx, http.MethodGet, o.crowd.path("/unread"), nil, &unread); err != nil {
		return err
	}
	for _, thread := range unread.Threads {
		p.unread[thread.RootID] = thread.Unread
	}
	return nil
}

func (o *onlooker) fetchThread(ctx context.Context, root chat.MessageID, p *picture) error {
	cursor := ""
	for {
		var page api.ThreadTreeResponse
		if err := o.Do(ctx, http.MethodGet, "/api/threads/"+root.String()+"/tree?limit=1000"+cursor, nil, &page); err != nil {
			return err
		}
		for _, m := range page.Messages {
			p.messages[m.ID] = keep(m)
		}
		if page.NextCursor == "" {
			return nil
		}
		cursor = "&cursor_path=" + string(page.NextCursor)
	}
}

// picture is what somebody knows of a room.
type picture struct {
	messages map[chat.MessageID]known
	unread   map[chat.MessageID]int64
}

// known is what matters of a message.
type known struct {
	parent, root chat.MessageID
	author       chat.AccountID
	path         chat.Path
	content      string
	deleted      bool
}

func keep(m chat.Message) known {
	return known{m.ParentID, m.RootID, m.AuthorID, m.Path, m.Content, !m.DeletedAt.IsZero()}
}

func newPicture() *picture {
	return &picture{messages: map[chat.MessageID]known{}, unread: map[chat.MessageID]int64{}}
}

// compare tells the first difference, empty when there is none.
func (p *picture) compare(other *picture) string {
	if maps.Equal(p.messages, other.messages) {
		return ""
	}
	for id, m := range p.messages {
		if o, ok := other.messages[id]; !ok || o != m {
			return fmt.Sprintf("message %s is %+v, known as %+v", id, m, o)
		}
	}
	return fmt.Sprintf("%d messages, %d known", len(p.messages), len(other.messages))
}
