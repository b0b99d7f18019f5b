package client

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Follow says what to follow, and from where.
type Follow struct {
	Conversation chat.ConversationID
	Root         chat.MessageID // only this thread and what concerns the whole conversation; zero = all threads
	After        int64          // position after which events are wanted
	Watch
}

// Follow yields what happens in a conversation, each thing once and nothing
// left out. Every answer is announced by message.new before its first piece,
// its pieces come without a gap, also those from before After, and message.done
// comes after the last. What has to be read up for that looks like an event
// without an id.
//
// The sequence ends with an error, always: Canceled when ctx ends,
// Unauthenticated when the person was logged out, NotFound or Forbidden when
// they are not in the conversation any more.
func (c *Client) Follow(ctx context.Context, f Follow) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		r := reading{
			client: c, follow: f, ctx: ctx, yield: yield,
			seen: map[chat.MessageID]*progress{}, began: time.Now(),
		}
		r.activeSince = r.began.Add(-clockLeeway)
		s := stream{Client: c, Watch: f.Watch, conversation: f.Conversation, last: strconv.FormatInt(f.After, 10)}
		if err := s.run(ctx, r.take); !errors.Is(err, errEnough) {
			yield(Event{}, err)
		}
	}
}

// clockLeeway is by how much the clocks of this machine and of the servers may
// differ before a thread is overlooked when a conversation is read again.
const clockLeeway = time.Hour

// reading is what one reader knows of a conversation.
type reading struct {
	client *Client
	follow Follow
	ctx    context.Context
	yield  func(Event, error) bool

	began       time.Time
	seen        map[chat.MessageID]*progress // messages that were announced
	activeSince time.Time                    // threads that were quiet since then have nothing new
}

// progress is how far a message has come.
type progress struct {
	message   chat.Message    // where it stands, without its text
	next      int             // index of the first chunk that was not yielded
	content   strings.Builder // what was yielded of an answer that goes on
	reasoning strings.Builder
	done      bool // nothing more is to come
}

// take passes an event on, after what has to come before it and unless it is
// known already. An event that it fails on can be given again.
func (r *reading) take(e Event) error {
	if root := e.thread(); !r.follow.Root.IsZero() && !root.IsZero() && root != r.follow.Root {
		return nil
	}
	switch p := e.Decoded.(type) {
	case *chat.MessagePayload:
		return r.takeMessage(e, p.Message)
	case *chat.DeltaPayload:
		return r.takeDelta(e, p)
	case *chat.DonePayload:
		return r.takeDone(e, p)
	case *chat.ThreadActivityPayload:
		if at := p.LastActivityAt.Add(-clockLeeway); at.After(r.activeSince) {
			r.activeSince = at
		}
	case *chat.ErrorPayload:
		if p.Code == chat.CodeReplayGap {
			if err := r.pass(e); err != nil {
				return err
			}
			return r.reread()
		}
	}
	return r.pass(e)
}

func (r *reading) pass(e Event) error {
	if !r.yield(e, nil) {
		return errEnough
	}
	return nil
}

func (r *reading) takeMessage(e Event, m chat.Message) error {
	if e.Type == chat.EventMessageNew {
		if r.seen[m.ID] != nil {
			return nil
		}
		r.seen[m.ID] = &progress{message: placeOf(m), done: m.Status.Done()}
	}
	return r.pass(e)
}

func (r *reading) takeDelta(e Event, p *chat.DeltaPayload) error {
	a, err := r.announced(p.MessageID)
	if err != nil {
		return err
	}
	index, ok := chunkIndex(p.ID)
	if !ok || a.done || index < a.next {
		return nil
	}
	if err := r.readUntil(a, index); err != nil || index < a.next {
		return err
	}
	c := chat.Chunk{Index: index}
	for _, choice := range p.Choices {
		c.Content += choice.Delta.Content
		c.Reasoning += choice.Delta.ReasoningContent
	}
	return r.passChunk(e, a, c)
}

// passChunk yields the next piece of an answer.
func (r *reading) passChunk(e Event, a *progress, c chat.Chunk) error {
	a.next = c.Index + 1
	a.content.WriteString(c.Content)
	a.reasoning.WriteString(c.Reasoning)
	return r.pass(e)
}

func (r *reading) takeDone(e Event, p *chat.DonePayload) error {
	a, err := r.announced(p.MessageID)
	if err != nil || a.done {
		return err
	}
	if err := r.readUntil(a, p.Chunks); err != nil {
		return err
	}
	*a = progress{done: true}
	return r.pass(e)
}

// placeOf is what the pieces of an answer tell about it.
func placeOf(m chat.Message) chat.Message {
	return chat.Message{ID: m.ID, RootID: m.RootID, ParentID: m.ParentID, ConversationID: m.ConversationID, Depth: m.Depth}
}

// chunkIndex reads the number in a delta's id: <message id>:<chunk index>.
func chunkIndex(id string) (int, bool) {
	_, number, _ := strings.Cut(id, ":")
	n, err := strconv.Atoi(number)
	return n, err == nil && n >= 0
}
