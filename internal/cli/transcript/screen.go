package transcript

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// patience is how long an answer may stand still before others get the floor.
const patience = 3 * time.Second

// Screen shows a conversation in a terminal: who speaks, the text as it is
// written, folded to the width, and below it one line about what else goes on.
//
// It never moves the cursor above the last line of text, so everything stays in
// the terminal's own history, and it asks for the width before each write, so a
// window can be resized at any time.
type Screen struct {
	out     io.Writer
	errs    io.Writer
	size    func() int // cells in a line
	style   Styles
	people  People
	threads bool // say which thread something is about
	floor   *floor

	buffer   strings.Builder // of one write
	wrap     wrapper
	open     bool          // the cursor is in a line of an answer
	resumes  *chat.Message // the answer that goes on with its next words; nil = none
	below    bool          // the line below the text is in use
	shown    chat.MessageID
	excerpts map[chat.MessageID]string
	state    map[chat.AccountID]chat.PresenceStatus
	typing   map[chat.AccountID]time.Time
	now      func() time.Time
}

// NewScreen makes a View. Notices go to errs, usually the same terminal. size
// tells its width in cells. threads says that several threads are followed.
func NewScreen(out, errs io.Writer, size func() int, style Styles, people People, threads bool) *Screen {
	s := &Screen{
		out: out, errs: errs, size: size, style: style, people: people, threads: threads,
		excerpts: map[chat.MessageID]string{},
		state:    map[chat.AccountID]chat.PresenceStatus{},
		typing:   map[chat.AccountID]time.Time{},
		now:      time.Now,
	}
	s.wrap.out = &s.buffer
	s.floor = newFloor(s, patience)
	return s
}

// draw lets do write text, with the line below out of its way.
func (s *Screen) draw(do func()) {
	if s.below {
		s.buffer.WriteString(clearBelow)
		s.below = false
	}
	do()
	s.drawBelow()
	s.flush()
}

func (s *Screen) flush() {
	fmt.Fprint(s.out, s.buffer.String())
	s.buffer.Reset()
}

// drawBelow writes the line below the text and returns to where the text ends.
func (s *Screen) drawBelow() {
	line := s.status()
	if line == "" {
		return
	}
	line = s.style.Dim(truncate(line, s.size()-1))
	if !s.open {
		s.buffer.WriteString(line + "\r")
	} else {
		s.buffer.WriteString("\n" + line + up(1) + "\r" + right(len(s.wrap.indent)+s.wrap.column))
	}
	s.below = true
}

// status is what goes on beside the text.
func (s *Screen) status() string {
	var parts []string
	if names := s.typists(); len(names) > 0 {
		parts = append(parts, list(names, "typing"))
	}
	if names := s.thinkers(); len(names) > 0 {
		parts = append(parts, list(names, "thinking"))
	}
	answers, blocks := s.floor.backlog()
	if answers > 0 {
		parts = append(parts, count(answers, "answer")+" waiting")
	}
	if blocks > 0 {
		parts = append(parts, count(blocks, "message")+" waiting")
	}
	return strings.Join(parts, " · ")
}

func list(names []string, doing string) string {
	if len(names) == 1 {
		return names[0] + " is " + doing
	}
	return strings.Join(names, ", ") + " are " + doing
}

func count(n int, what string) string {
	if n == 1 {
		return "1 more " + what
	}
	return fmt.Sprintf("%d more %ss", n, what)
}

// margins is how far text is indented, and how many cells are left for it. The
// last cell of a line stays free: terminals differ in what happens there.
func (s *Screen) margins() (indent string, cells int) {
	size := s.size()
	if size < 30 {
		return "", max(size-1, 1)
	}
	return "  ", size - 3
}

// heading names who speaks, and the thread when that is another one.
func (s *Screen) heading(m chat.Message, remark string) {
	if s.threads && m.RootID != s.shown {
		s.shown = m.RootID
		title := s.excerpts[m.RootID]
		if title == "" {
			title = m.RootID.String()
		}
		s.buffer.WriteString(s.style.Dim(truncate("── "+title, s.size()-1)) + "\n\n")
	}
	s.buffer.WriteString(heading(s.style, s.people, m, remark, s.size()) + "\n")
}

// body begins the text of a message.
func (s *Screen) body() {
	s.wrap.indent, s.wrap.cells = s.margins()
	s.wrap.column, s.wrap.word = 0, ""
	s.buffer.WriteString(s.wrap.indent)
	s.open = true
}

// closeLine leaves the cursor at the beginning of a line with nothing in it.
func (s *Screen) closeLine() {
	switch {
	case !s.open:
	case s.wrap.column == 0:
		s.buffer.WriteString("\r")
	default:
		s.buffer.WriteString("\n")
	}
	s.open = false
}

// begin says who speaks. Who goes on is named with their next words: others may
// come first.
func (s *Screen) begin(m chat.Message, again bool) {
	if again {
		s.resumes = &m
		return
	}
	s.resumes = nil // who had left has lost the floor
	s.heading(m, "")
	s.body()
}

func (s *Screen) flow(text string) {
	if s.resumes != nil {
		// What parts words and paragraphs says nothing where a text begins.
		if text = strings.TrimLeft(text, " \n"); text == "" {
			return
		}
		s.heading(*s.resumes, "goes on")
		s.body()
		s.resumes = nil
	}
	_, s.wrap.cells = s.margins()
	s.wrap.write(text)
}

func (s *Screen) leave() {
	if s.resumes != nil {
		return // it has left, and not come back
	}
	s.closeLine()
	s.buffer.WriteString("\n")
}

func (s *Screen) end(m chat.Message, done *chat.DonePayload) {
	text := ending(done)
	if s.resumes != nil {
		s.resumes = nil
		if text == "" {
			return
		}
		s.heading(m, "goes on")
	}
	s.closeLine()
	if text != "" {
		for _, line := range fold(text, max(s.size()-1, 1)) {
			s.buffer.WriteString(s.style.Alarm(line) + "\n")
		}
	}
	s.buffer.WriteString("\n")
}

// ending says how an answer ended, when that is not the usual way.
func ending(done *chat.DonePayload) string {
	switch {
	case done.Fault != nil:
		return "✗ " + Name(string(done.Fault.Message))
	case done.Status == chat.StatusCancelled:
		return "✗ stopped"
	case done.Status == chat.StatusInterrupted:
		return "✗ interrupted: the server stopped in the middle"
	case done.FinishReason == "length":
		return "✗ cut at the model's limit"
	case done.Status != chat.StatusComplete:
		return "✗ " + Name(string(done.Status))
	}
	return ""
}

// heading is the line above a message, shortened where it is narrow.
func heading(style Styles, people People, m chat.Message, remark string, size int) string {
	name := truncate(people.author(m), max(size-3, 1))
	rest := []string{people.role(m), m.CreatedAt.Local().Format(clockLayout), remark}
	used := width(name) + 2
	line := style.name(m, name)
	for _, r := range rest {
		if r == "" || used+3+width(r) > size {
			continue
		}
		used += 3 + width(r)
		line += style.Dim(" · " + r)
	}
	return line
}
