package generation

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// maxPending bounds the text of one answer that waits to be saved, in
	// bytes. Beyond it the worker stops reading, and the provider waits.
	maxPending = 1 << 20
	// maxChunk bounds the text of one chunk, in bytes, and so the size of one
	// event.
	maxChunk = 64 << 10
)

// run is one answer on its way: what the worker has read and the committer has
// not saved yet, and how it ends. The first ending counts; text that comes
// after it is dropped.
type run struct {
	answer chat.Message
	keep   bool      // keep the chunk rows at the end
	began  time.Time // when it started to run here
	now    func() time.Time
	mark   func(*run) // tells the committer that there is something to save

	ctx    context.Context // of the upstream call
	stop   context.CancelCauseFunc
	final  context.Context // ends once the ending is saved
	settle context.CancelFunc
	room   chan struct{} // signalled when pending text was saved

	mu        sync.Mutex
	content   []byte // pending, as is reasoning
	reasoning []byte
	offered   [2]int // lengths of content and reasoning in a chunk that could not be saved
	index     int    // of the next chunk
	queued    bool   // the committer knows
	finish    *store.Finish
	end       ending

	heard       bool // the provider yielded anything at all
	spoke       bool // visible content came
	thought     bool // visible reasoning came
	firstText   time.Time
	words       wordCounter
	usage       chat.Usage
	promptBytes int64
	dropped     int // messages that did not fit into the prompt
}

func newRun(base context.Context, answer chat.Message, opts Options, mark func(*run)) *run {
	r := &run{
		answer: answer,
		keep:   opts.KeepChunks,
		began:  opts.Now(),
		now:    opts.Now,
		mark:   mark,
		room:   make(chan struct{}, 1),
	}
	r.ctx, r.stop = context.WithCancelCause(base)
	r.final, r.settle = context.WithCancel(base)
	return r
}

// asked notes what the model reads: how large it is, for the estimate of its
// tokens, and how much did not fit.
func (r *run) asked(p prompt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.promptBytes, r.dropped = promptBytes(p.messages), p.dropped
}

// write takes a delta in. It waits while too much is pending, and reports false
// once the answer has ended.
func (r *run) write(d provider.Delta) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.finish == nil && len(r.content)+len(r.reasoning) >= maxPending {
		r.mu.Unlock()
		select {
		case <-r.room:
		case <-r.ctx.Done():
		}
		r.mu.Lock()
	}
	if r.finish != nil {
		return false
	}
	r.heard = true
	if d.Usage != nil {
		r.usage = *d.Usage
	}
	content := visible(d.Content, &r.spoke)
	reasoning := visible(d.Reasoning, &r.thought)
	if content == "" && reasoning == "" {
		return true
	}
	if r.firstText.IsZero() {
		r.firstText = r.now()
	}
	r.words.add(content)
	r.content = append(r.content, content...)
	r.reasoning = append(r.reasoning, reasoning...)
	r.enqueue()
	return true
}

// visible cleans a piece of text: until something visible came, white space is
// dropped, since models like to begin with a line break. What no database
// takes as text, zero bytes and broken UTF-8, becomes U+FFFD.
func visible(text string, came *bool) string {
	if !*came {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		*came = text != ""
	}
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// enqueue tells the committer, once until it has looked. Callers hold mu.
func (r *run) enqueue() {
	if !r.queued {
		r.queued = true
		r.mark(r)
	}
}

// requeue offers the run again after its progress could not be saved.
func (r *run) requeue() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.enqueue()
}

// conclude ends the answer, unless it has ended before, and closes the upstream
// call.
func (r *run) conclude(e ending) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.finish != nil {
		return false
	}
	r.end = e
	r.finish = &store.Finish{
		Status:       e.status,
		FinishReason: e.reason,
		Fault:        e.fault,
		Dropped:      r.dropped,
		FirstTokenAt: r.firstText,
		KeepChunks:   r.keep,
	}
	if r.heard {
		r.finish.Usage = totalUsage(r.usage, r.promptBytes, r.words.words)
	}
	r.stop(e.cause)
	r.enqueue()
	return true
}

// naturalEnd is the ending of an answer whose provider stopped without an
// error, giving reason or none.
func (r *run) naturalEnd(reason string) ending {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case reason != "":
		return endComplete(reason)
	case r.spoke || r.thought:
		return endComplete("stop")
	default:
		return endFailed(codeEmpty, "The model ended without an answer.")
	}
}

// take makes the next progress of what is pending; ok is false when there is
// nothing. The ending comes after the last of the text, in a progress of its own,
// and only when it may. After a failure the same chunk is offered again, without
// what came since: a store that had committed before it failed can then tell
// that it has the chunk already.
func (r *run) take(at time.Time, mayEnd bool) (p store.Progress, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queued = false
	if r.offered == [2]int{} {
		r.offered = [2]int{chunkLen(r.content), chunkLen(r.reasoning)}
	}
	p = store.Progress{
		Message:   r.answer,
		Index:     r.index,
		Content:   string(r.content[:r.offered[0]]),
		Reasoning: string(r.reasoning[:r.offered[1]]),
		At:        at,
	}
	hasText := p.Content != "" || p.Reasoning != ""
	if mayEnd && !hasText {
		p.Finish = r.finish
	}
	if r.offered[0] < len(r.content) || r.offered[1] < len(r.reasoning) || r.finish != p.Finish {
		r.enqueue()
	}
	return p, hasText || p.Finish != nil
}

// saved drops what the store has now.
func (r *run) saved(p store.Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.content = drop(r.content, len(p.Content))
	r.reasoning = drop(r.reasoning, len(p.Reasoning))
	r.offered = [2]int{}
	if p.Content != "" || p.Reasoning != "" {
		r.index++
	}
	select {
	case r.room <- struct{}{}:
	default:
	}
}

// chunkLen is the length of the next chunk of a text, cut between characters.
func chunkLen(text []byte) int {
	if len(text) <= maxChunk {
		return len(text)
	}
	n := maxChunk
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// drop removes the first n bytes. A buffer that had to grow beyond the usual
// is given back, so that a burst does not stay in memory until the end.
func drop(text []byte, n int) []byte {
	rest := text[n:]
	if len(rest) == 0 && cap(text) > maxChunk {
		return nil
	}
	return append(text[:0], rest...)
}
