package transcript

import (
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// stage is where a conversation is shown. One answer at a time flows over it.
type stage interface {
	begin(m chat.Message, again bool) // an answer begins, or goes on after it was interrupted
	flow(text string)
	leave() // the answer stops in the middle, for something else
	end(m chat.Message, done *chat.DonePayload)
}

// floor decides who speaks when several do. An answer that has begun to flow
// keeps the floor until it ends; what comes meanwhile waits, in order, be it
// other answers or blocks of text. So each answer can be read in one piece,
// whatever else goes on.
//
// Where people read along, blocks need not wait that long: they are shown at
// the next line end of the answer that flows, and when it stands still,
// everybody else gets their turn.
type floor struct {
	stage    stage
	patience time.Duration // how long the speaker may stand still; 0 = for ever, and blocks wait for its end

	answers map[chat.MessageID]*speech
	speaker *speech // nil = nobody
	waiting []*speech
	lastAt  time.Time // when the speaker last said something
}

// speech is an answer, or a block that is shown at once.
type speech struct {
	message chat.Message
	begun   bool
	queued  bool
	pending strings.Builder
	done    *chat.DonePayload
	block   func() // nil for answers
}

func newFloor(s stage, patience time.Duration) *floor {
	return &floor{stage: s, patience: patience, answers: map[chat.MessageID]*speech{}}
}

// announce says that an answer will come. It takes the floor with its first
// words, not before.
func (f *floor) announce(m chat.Message) { f.answers[m.ID] = &speech{message: m} }

// block shows something that is whole.
func (f *floor) block(show func()) {
	if f.speaker == nil {
		show()
		return
	}
	f.waiting = append(f.waiting, &speech{block: show})
}

func (f *floor) text(id chat.MessageID, text string, now time.Time) {
	s := f.answers[id]
	if s == nil || text == "" {
		return
	}
	s.pending.WriteString(text)
	f.turn(s, now)
}

func (f *floor) finish(p *chat.DonePayload, now time.Time) {
	s := f.answers[p.MessageID]
	if s == nil {
		return
	}
	delete(f.answers, p.MessageID)
	s.done = p
	f.turn(s, now)
}

// turn lets an answer say what it has to say, or wait for that.
func (f *floor) turn(s *speech, now time.Time) {
	if f.speaker == nil {
		f.speaker = s
		if s.begun {
			f.stage.begin(s.message, true)
		}
	}
	if f.speaker != s {
		f.enqueue(s)
		return
	}
	f.lastAt = now
	f.speak()
}

func (f *floor) enqueue(s *speech) {
	if !s.queued {
		s.queued = true
		f.waiting = append(f.waiting, s)
	}
}

// speak shows what the speaker has, and whose turn it is after its end.
func (f *floor) speak() {
	for f.speaker != nil {
		f.flow(f.speaker)
		if f.speaker.done == nil {
			return
		}
		f.stage.end(f.speaker.message, f.speaker.done)
		f.speaker = nil
		f.next()
	}
}

// flow shows the speaker's text, and waiting blocks between its lines.
func (f *floor) flow(s *speech) {
	text := s.pending.String()
	s.pending.Reset()
	for f.patience > 0 && f.hasBlocks() {
		line, rest, whole := strings.Cut(text, "\n")
		if !whole {
			break
		}
		f.say(s, line+"\n")
		f.showBlocks()
		text = rest
	}
	f.say(s, text)
}

func (f *floor) say(s *speech, text string) {
	if text == "" && s.begun {
		return
	}
	if !s.begun {
		s.begun = true
		f.stage.begin(s.message, false)
	}
	f.stage.flow(text)
}

func (f *floor) hasBlocks() bool {
	for _, w := range f.waiting {
		if w.block != nil {
			return true
		}
	}
	return false
}

// showBlocks interrupts the speaker for the blocks that wait.
func (f *floor) showBlocks() {
	f.stage.leave()
	answers := f.waiting[:0]
	for _, w := range f.waiting {
		if w.block != nil {
			w.block()
		} else {
			answers = append(answers, w)
		}
	}
	f.waiting = answers
	f.stage.begin(f.speaker.message, true)
}

// next gives the floor to the first answer that waits, after the blocks before
// it.
func (f *floor) next() {
	for f.speaker == nil && len(f.waiting) > 0 {
		w := f.waiting[0]
		f.waiting = f.waiting[1:]
		if w.block != nil {
			w.block()
			continue
		}
		w.queued = false
		f.speaker = w
		if w.begun {
			f.stage.begin(w.message, true)
		}
	}
}

// close shows what waits, in order. Answers stay as far as they have come.
func (f *floor) close() {
	for len(f.waiting) > 0 {
		if f.speaker != nil {
			f.stage.leave()
			f.speaker = nil
		}
		f.next()
		f.speak()
	}
}

// tick takes the floor from a speaker that stands still while others wait.
func (f *floor) tick(now time.Time) {
	if f.speaker == nil || f.patience == 0 || len(f.waiting) == 0 || now.Sub(f.lastAt) < f.patience {
		return
	}
	silent := f.speaker
	f.stage.leave()
	f.speaker = nil
	f.next()
	if f.speaker == nil { // only blocks waited
		f.speaker = silent
		f.stage.begin(silent.message, true)
		return
	}
	f.lastAt = now
	f.speak()
	if f.speaker != nil {
		f.enqueue(silent)
	}
}

// silent lists the answers that have said nothing yet.
func (f *floor) silent() (list []chat.Message) {
	for _, s := range f.answers {
		if !s.begun && !s.queued && s.pending.Len() == 0 {
			list = append(list, s.message)
		}
	}
	return list
}

// backlog counts what waits.
func (f *floor) backlog() (answers, blocks int) {
	for _, w := range f.waiting {
		if w.block != nil {
			blocks++
		} else {
			answers++
		}
	}
	return answers, blocks
}
