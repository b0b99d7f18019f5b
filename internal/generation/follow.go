package generation

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	// chunkPage is how many chunks a follower reads at once.
	chunkPage = 500
	// lookAgain is how often a follower looks after an answer that another
	// process writes.
	lookAgain = 15 * time.Second
)

// FollowEvent is the next piece of an answer, or its end.
type FollowEvent struct {
	Content   string
	Reasoning string
	Done      bool         // the last one; Message is the whole answer as stored
	Message   chat.Message // only with Done
}

// Follow reads an answer: everything so far, then live, ending with Done. The
// joined contents are exactly the stored text, whenever the reader came and
// however slow it is. The sequence ends early with an error: NotFound for
// outsiders, Canceled when ctx ends, Unavailable when live events stop.
func (s *Service) Follow(ctx context.Context, message chat.MessageID, viewer chat.AccountID) iter.Seq2[FollowEvent, error] {
	return func(yield func(FollowEvent, error) bool) {
		f := &follower{s: s, message: message, viewer: viewer, yield: yield}
		if err := f.follow(ctx); err != nil && !errors.Is(err, errReaderLeft) {
			yield(FollowEvent{}, err)
		}
	}
}

// errReaderLeft ends a follower whose loop was broken out of.
var errReaderLeft = errors.New("the reader left")

// follower is one reader's place in an answer.
type follower struct {
	s       *Service
	message chat.MessageID
	viewer  chat.AccountID
	yield   func(FollowEvent, error) bool

	next      int // index of the next chunk
	content   int // bytes handed out, as is reasoning
	reasoning int
}

// follow subscribes before it reads, so that what is saved in between comes
// twice rather than not at all; the indexes tell.
func (f *follower) follow(ctx context.Context) error {
	found, err := f.s.store.FindMessage(ctx, f.message, f.viewer)
	if err != nil {
		return err
	}
	if found.Message.Answer == nil {
		return chat.WithCode(chat.Invalid, "not_an_answer", "Only the answer of a model can be followed.")
	}
	if found.Message.Status.Done() {
		return f.finish(ctx, found.Message)
	}
	sub, err := f.s.hub.Subscribe(ctx, found.Message.ConversationID, f.viewer)
	if err != nil {
		return err
	}
	defer sub.Close()
	for {
		// What was announced before the subscription is in the store by now,
		// and so is the end.
		found, err = f.s.store.FindMessage(ctx, f.message, f.viewer)
		if err != nil {
			return err
		}
		if found.Message.Status.Done() {
			return f.finish(ctx, found.Message)
		}
		if err := f.catchUp(ctx); err != nil {
			return err
		}
		if err := f.listen(ctx, sub); err != nil {
			return f.parted(ctx, err)
		}
	}
}

// parted tells a reader whose live events have ended when it is because there
// is nothing to see any more: the conversation was deleted, or the reader
// removed from it.
func (f *follower) parted(ctx context.Context, ended error) error {
	if _, err := f.s.store.FindMessage(ctx, f.message, f.viewer); chat.KindOf(err) == chat.NotFound {
		return err
	}
	return ended
}

// listen hands out live deltas until the store has to be looked into again:
// because the answer has ended, or because events were missed.
func (f *follower) listen(ctx context.Context, sub Subscription) error {
	live, stop := f.live(ctx)
	defer stop()
	for {
		events, err := sub.Next(live)
		switch {
		case ctx.Err() != nil:
			return chat.Wrap(chat.Canceled, "The reader left.", ctx.Err())
		case live.Err() != nil:
			return nil
		case err != nil:
			return err
		case len(events) == 0:
			return nil
		}
		ended, err := f.hand(ctx, events)
		if ended || err != nil {
			return err
		}
	}
}

// live is how long to listen: until an answer that runs here is final, for one
// whose conversation was removed ends without an event. Of an answer that runs
// elsewhere only the store can tell.
func (f *follower) live(ctx context.Context) (context.Context, context.CancelFunc) {
	r := f.s.find(f.message)
	if r == nil {
		return context.WithTimeout(ctx, lookAgain)
	}
	live, stop := context.WithCancel(ctx)
	unlink := context.AfterFunc(r.final, stop) //nolint:contextcheck // final is an event here, not a scope
	return live, func() { unlink(); stop() }
}

// hand passes on what concerns the answer. It reports whether it has ended.
func (f *follower) hand(ctx context.Context, events []chat.Event) (ended bool, err error) {
	for _, e := range events {
		switch {
		case e.MessageID != f.message:
		case e.Type == chat.EventMessageDone:
			return true, nil
		case e.Chunk != nil:
			if err := f.chunk(ctx, *e.Chunk); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

// chunk hands out a live chunk, after those that were missed.
func (f *follower) chunk(ctx context.Context, c chat.Chunk) error {
	if c.Index > f.next {
		if err := f.catchUp(ctx); err != nil {
			return err
		}
	}
	if c.Index != f.next {
		return nil // known already
	}
	return f.emit(c)
}

// catchUp hands out the saved chunks from the next index on.
func (f *follower) catchUp(ctx context.Context) error {
	for {
		chunks, err := f.s.store.ListChunks(ctx, f.message, f.viewer, f.next, chunkPage)
		if err != nil {
			return err
		}
		for _, c := range chunks {
			if c.Index != f.next {
				return nil
			}
			if err := f.emit(c); err != nil {
				return err
			}
		}
		if len(chunks) < chunkPage {
			return nil
		}
	}
}

func (f *follower) emit(c chat.Chunk) error {
	f.next++
	f.content += len(c.Content)
	f.reasoning += len(c.Reasoning)
	if !f.yield(FollowEvent{Content: c.Content, Reasoning: c.Reasoning}, nil) {
		return errReaderLeft
	}
	return nil
}

// finish hands out the rest of an answer that has ended, and the end. A reader
// who comes only now gets the whole text at once. One who was here before gets
// the chunks that are missing, or, when they are not kept, what follows in
// the whole text.
func (f *follower) finish(ctx context.Context, m chat.Message) error {
	if f.next > 0 {
		if err := f.catchUp(ctx); err != nil {
			return err
		}
	}
	if f.next == 0 || f.next < m.Answer.NextChunk {
		rest := FollowEvent{Content: after(m.Content, f.content), Reasoning: after(m.Answer.Reasoning, f.reasoning)}
		if (rest.Content != "" || rest.Reasoning != "") && !f.yield(rest, nil) {
			return errReaderLeft
		}
	}
	if !f.yield(FollowEvent{Done: true, Message: m}, nil) {
		return errReaderLeft
	}
	return nil
}

// after is what follows the first n bytes of a text.
func after(text string, n int) string { return text[min(n, len(text)):] }
