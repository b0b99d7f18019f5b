package transcript

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
)

// View shows a conversation as it goes on. It is for one goroutine.
type View interface {
	// Show takes what happened.
	Show(e client.Event)
	// Notice tells something about the connection, beside the conversation.
	Notice(text string)
	// Tick lets time pass: signs that only hold for a while go.
	Tick(now time.Time)
	// End shows what still waits for the end of an answer, and leaves the cursor
	// at the beginning of a line.
	End()
}

const (
	stampLayout = "2006-01-02 15:04:05"
	clockLayout = "15:04"
)

// Stamp is a time as people read it, where they are.
func Stamp(t time.Time) string { return t.Local().Format(stampLayout) }

// deltaText is what a piece of an answer adds to its text.
func deltaText(p *chat.DeltaPayload) (text string) {
	for _, c := range p.Choices {
		text += c.Delta.Content
	}
	return Text(text)
}

// excerpt is the beginning of a text in one line.
func excerpt(text string, width int) string { return truncate(Name(text), width) }
