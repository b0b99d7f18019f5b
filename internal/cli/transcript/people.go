package transcript

import (
	"github.com/rustygpt/rustygpt/internal/chat"
)

// People are the participants of a conversation, by id.
type People map[chat.AccountID]chat.Participant

// NewPeople collects participants.
func NewPeople(list []chat.Participant) People {
	p := make(People, len(list))
	for _, who := range list {
		p[who.AccountID] = who
	}
	return p
}

// Name is what somebody is called. Who has left is told by the end of their id,
// which, other than its beginning, differs between people.
func (p People) Name(id chat.AccountID) string {
	if who, ok := p[id]; ok {
		return Name(who.Name())
	}
	text := id.String()
	return "…" + text[len(text)-6:]
}

// author is who speaks in a message.
func (p People) author(m chat.Message) string {
	switch {
	case m.Answer != nil && m.Answer.ModelName != "":
		return Name(m.Answer.ModelName)
	case m.Role == chat.RoleUser:
		return p.Name(m.AuthorID)
	default:
		return string(m.Role)
	}
}

// role is the right of a message's author in the conversation, empty for
// members and models: only what is unusual is worth a word.
func (p People) role(m chat.Message) string {
	if m.Role != chat.RoleUser {
		return ""
	}
	switch role := p[m.AuthorID].Role; role {
	case chat.RoleOwner, chat.RoleConvAdmin, chat.RoleViewer:
		return string(role)
	default:
		return ""
	}
}
