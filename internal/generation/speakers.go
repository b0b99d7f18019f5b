package generation

import (
	"fmt"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// roomNote tells a model once how several people are told apart.
const roomNote = "Several people take part in this conversation. " +
	"Each of their messages begins with the name of its author and a colon. Your answers do not begin with a name."

// speakers tells apart the people who speak in a prompt. Names go in front of
// the text: the wire formats know a name for each message, but allow few
// characters in it, and not every service reads it.
type speakers map[chat.AccountID]string

// newSpeakers names everybody whose words a model reads. Of people with one
// name the later ones get a number.
func newSpeakers(messages []store.PromptMessage) speakers {
	who := speakers{}
	var taken []string
	for _, m := range messages {
		if _, known := who[m.Author]; known || m.Role != chat.RoleUser || isSilent(m) {
			continue
		}
		name := m.Name
		if name == "" {
			name = "Somebody" // whose account is gone
		}
		for base, n := name, 2; slices.Contains(taken, name); n++ {
			name = fmt.Sprintf("%s (%d)", base, n)
		}
		who[m.Author] = name
		taken = append(taken, name)
	}
	return who
}

func (s speakers) several() bool { return len(s) > 1 }

func (s speakers) name(m store.PromptMessage) string { return s[m.Author] }
