// Package notice is how instances that share a database tell each other where
// to look. A notice may be lost: whoever gets one reads the database, and
// whoever missed one finds out by asking now and then.
//
// Passing signs are in no database, so notices about them say all there is.
package notice

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Kind is what a notice is about. It is one byte on the wire.
type Kind byte

// The kinds.
const (
	Event     Kind = 'e' // ID is a conversation that has come to Position
	Account   Kind = 'a' // ID is an account that changed, or a login session of it did
	SignedOut Kind = 'o' // the same, and a login session of it ended
	Joined    Kind = 'j' // ID is an account whose conversations are others than before
	Cancel    Kind = 'c' // ID is a message: an answer that somebody wants to end
	Catalog   Kind = 'm' // the providers or models changed
	Settings  Kind = 's' // the server's settings changed

	Presence Kind = 'p' // ID is an account that was seen at Position, and is as Sign says
	Typing   Kind = 't' // ID is an account that types up to Position, where Sign says
	Ask      Kind = 'q' // whoever knows passing signs first-hand is to repeat them
)

// kinds are those that this program knows.
const kinds = "eaojcmsptq"

// passing reports whether notices of a kind are about something that no
// database holds.
func (k Kind) passing() bool { return k == Presence || k == Typing || k == Ask }

// Notice says that something changed.
type Notice struct {
	Kind     Kind
	ID       uuid.UUID // zero where the kind says it all
	Position int64     // of an Event; of a passing sign the Unix milliseconds
	Sign     string    // what a passing sign says; without spaces
}

// Passing reports whether the notice is about something that no database holds:
// it has to be told as it is, and in its order.
func (n Notice) Passing() bool { return n.Kind.passing() }

// Sender tells the other instances.
type Sender interface {
	// Send does not wait, and does not fail: a notice may be lost.
	Send(n Notice)
}

// Receiver is told by the other instances.
type Receiver interface {
	Receive(sender string, n Notice)
	// Connected says that notices arrive from now on. What was sent before may
	// have been missed.
	Connected()
}

// MaxPayload is how long a payload may be, in bytes: PostgreSQL takes less
// than 8000.
const MaxPayload = 7999

// Encode packs notices into as few payloads as they need. The sender's name
// must not hold spaces.
func Encode(sender string, notices []Notice) []string {
	var payloads []string
	b := []byte(sender)
	for _, n := range notices {
		word := n.word()
		if len(b)+1+len(word) > MaxPayload {
			payloads = append(payloads, string(b))
			b = append(b[:0], sender...)
		}
		b = append(append(b, ' '), word...)
	}
	if len(b) > len(sender) {
		payloads = append(payloads, string(b))
	}
	return payloads
}

func (n Notice) word() string {
	word := string(n.Kind)
	if n.ID == uuid.Nil {
		return word
	}
	word += n.ID.String()
	if n.Position != 0 || n.Sign != "" {
		word += ":" + strconv.FormatInt(n.Position, 10)
	}
	if n.Sign != "" {
		word += ":" + n.Sign
	}
	return word
}

// Decode unpacks a payload. Kinds that only a newer program knows are passed on
// when they can be read, for their receiver ignores them, and otherwise left out.
func Decode(payload string) (sender string, notices []Notice, err error) {
	sender, rest, _ := strings.Cut(payload, " ")
	for word := range strings.FieldsSeq(rest) {
		n, wrong := parse(word)
		if wrong != nil && !strings.Contains(kinds, word[:1]) {
			continue
		}
		if wrong != nil {
			err = cmp.Or(err, fmt.Errorf("notice %q: %w", word, wrong))
			continue
		}
		notices = append(notices, n)
	}
	return sender, notices, err
}

func parse(word string) (n Notice, err error) {
	n.Kind = Kind(word[0])
	id, rest, numbered := strings.Cut(word[1:], ":")
	if id != "" {
		if n.ID, err = uuid.Parse(id); err != nil {
			return n, err
		}
	}
	if !numbered {
		return n, nil
	}
	position, sign, _ := strings.Cut(rest, ":")
	n.Sign = sign
	n.Position, err = strconv.ParseInt(position, 10, 64)
	return n, err
}
