package transcript

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
)

// Lines writes for other programs and for files: the text of answers as it
// comes, everything else in square brackets, failures to the other writer.
type Lines struct {
	out, errs io.Writer
	people    People
	threads   bool // say which thread something is about
	floor     *floor

	last chat.MessageID // the thread that was named last
	open bool           // the cursor is in a line
	now  func() time.Time
}

// NewLines makes a View. threads says that several threads are followed.
func NewLines(out, errs io.Writer, people People, threads bool) *Lines {
	l := &Lines{out: out, errs: errs, people: people, threads: threads, now: time.Now}
	l.floor = newFloor(l, 0)
	return l
}

// Show implements View.
func (l *Lines) Show(e client.Event) {
	switch p := e.Decoded.(type) {
	case *chat.MessagePayload:
		l.message(e.Type, p.Message)
	case *chat.DeltaPayload:
		l.floor.text(p.MessageID, deltaText(p), l.now())
	case *chat.DonePayload:
		l.floor.finish(p, l.now())
	case *chat.ThreadActivityPayload:
		l.notef(p.RootID, "activity: %s", Stamp(p.LastActivityAt))
	case *chat.TypingPayload:
		doing := "typing"
		if !p.ExpiresAt.After(l.now()) {
			doing = "not typing any more"
		}
		l.notef(p.RootID, "typing: %s is %s", l.people.Name(p.UserID), doing)
	case *chat.PresencePayload:
		l.notef(chat.MessageID{}, "presence: %s is %s", l.people.Name(p.UserID), Name(string(p.Status)))
	case *chat.UnreadPayload:
		l.notef(p.RootID, "unread: %d", p.Unread)
	case *chat.MembershipPayload:
		l.notef(chat.MessageID{}, "membership: %s", l.membership(p))
	case *chat.ConversationPayload:
		l.notef(chat.MessageID{}, "conversation: %s", Name(p.Title))
	case *chat.ErrorPayload:
		l.Notice(fmt.Sprintf("%s (%s)", Text(string(p.Message)), Name(p.Code)))
	}
}

func (l *Lines) membership(p *chat.MembershipPayload) string {
	who, role := l.people.Name(p.UserID), Name(string(p.Role))
	switch p.Action {
	case "added":
		return who + " was added as " + role
	case "removed":
		return who + " was removed"
	default:
		return who + " is now " + role
	}
}

func (l *Lines) message(typ chat.EventType, m chat.Message) {
	switch {
	case typ == chat.EventMessageNew && m.Answer != nil:
		l.floor.announce(m)
	case typ == chat.EventMessageNew:
		l.saidf(m, "message %s from %s", m.ID, l.people.author(m))
	case !m.DeletedAt.IsZero():
		l.notef(m.RootID, "message %s was deleted", m.ID)
	default:
		l.saidf(m, "message %s from %s was edited", m.ID, l.people.author(m))
	}
}

// said writes a message after a note about it.
func (l *Lines) saidf(m chat.Message, format string, args ...any) {
	l.floor.block(func() {
		l.write(m.RootID, fmt.Sprintf(format, args...))
		fmt.Fprintln(l.out, strings.TrimRight(Text(m.Content), "\n"))
	})
}

func (l *Lines) notef(root chat.MessageID, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	l.floor.block(func() { l.write(root, line) })
}

func (l *Lines) write(root chat.MessageID, line string) {
	if l.threads && !root.IsZero() && root != l.last {
		l.last = root
		fmt.Fprintf(l.out, "[thread %s]\n", root)
	}
	fmt.Fprintf(l.out, "[%s]\n", line)
}

func (l *Lines) begin(m chat.Message, _ bool) {
	l.write(m.RootID, fmt.Sprintf("answer %s from %s", m.ID, l.people.author(m)))
	l.open = true
}

func (l *Lines) flow(text string) { fmt.Fprint(l.out, text) }

func (l *Lines) leave() {
	l.open = false
	fmt.Fprintln(l.out)
}

func (l *Lines) end(_ chat.Message, done *chat.DonePayload) {
	l.open = false
	fmt.Fprintf(l.out, "\n[finish reason: %s]\n", Name(done.FinishReason))
	if u := done.Usage; u != nil {
		fmt.Fprintf(l.out, "[usage: prompt %d, completion %d, total %d]\n", u.PromptTokens, u.CompletionTokens, u.TotalTokens)
	}
	if done.Fault != nil {
		l.Notice(fmt.Sprintf("%s (%s)", Text(string(done.Fault.Message)), Name(done.Fault.Code)))
	}
}

// Notice implements View.
func (l *Lines) Notice(text string) { fmt.Fprintln(l.errs, text) }

// Tick implements View: nothing in a file goes away.
func (l *Lines) Tick(time.Time) {}

// End implements View.
func (l *Lines) End() {
	l.floor.close()
	if l.open {
		fmt.Fprintln(l.out)
	}
}
