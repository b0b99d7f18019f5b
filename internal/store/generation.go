package store

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Progress is what the committer has for one running answer: at most one new
// chunk, and at the end its final state.
type Progress struct {
	Message   chat.Message // the answer as it was started; identifies and addresses it
	Index     int          // of the chunk; the number of chunks before it
	Content   string       // both empty = no new chunk
	Reasoning string
	Finish    *Finish // nil = still running
	At        time.Time
}

// Finish ends an answer. The store writes the message's whole text from its
// chunks, once; a client never sees a text that its chunks do not add up to.
//
// Events, after the delta of a last chunk: message.done, error when Fault is
// set, thread.activity, unread.update. Progress for an answer that is already
// finished or whose message is gone changes nothing and yields no event: the
// first end wins.
type Finish struct {
	Status       chat.MessageStatus
	FinishReason string
	Fault        *chat.Fault
	Usage        *chat.Usage
	Dropped      int       // messages that did not fit into the prompt
	FirstTokenAt time.Time // zero = no token came
	// KeepChunks false removes the chunk rows (llm.global_settings
	// persist_stream_chunks = false); resuming inside the answer is then a gap.
	KeepChunks bool
}

// Orphan is an answer whose generation no process is running any more.
type Orphan struct {
	Message chat.Message
	Chunks  int
}

// PromptMessage is one line of the way from the root to the message that is
// answered: what the prompt is made of.
type PromptMessage struct {
	ID      chat.MessageID
	Role    chat.MessageRole
	Status  chat.MessageStatus
	Author  chat.AccountID
	Name    string // what the author is called; empty for models and for who is gone
	Content string
	Deleted bool
}

// Prompt is everything the store knows that goes into a prompt.
type Prompt struct {
	SystemPrompt string
	Messages     []PromptMessage // root first; the answer itself is left out
	Instruction  string
}

// EventRange asks for what happened after a position: event rows and chunks,
// merged by position, the first Limit of them. Events.Top tells whether there
// are more. What was said in a message that is deleted by now is left out of
// its events; once it is restored it is there again.
type EventRange struct {
	ConversationID chat.ConversationID
	After          int64
	Limit          int
}

// Events is the answer to EventRange. Gap means that something after After is
// not kept any more, or that After lies beyond Top: refetch. What is still kept
// is listed all the same.
type Events struct {
	Events []chat.Event
	Top    int64 // the conversation's newest position
	Gap    bool
}

// Retention bounds the event log (configuration section sse.persistence).
type Retention struct {
	MaxEvents int           // per conversation
	MaxAge    time.Duration // 0 = no limit by age
	Batch     int           // rows removed by one call at most
}
