package event

import (
	"encoding/json"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// isNews reports whether people's own streams are told of events of a type.
func isNews(t chat.EventType) bool {
	switch t {
	case chat.EventMessageNew, chat.EventMessageDone, chat.EventThreadActivity, chat.EventUnreadUpdate,
		chat.EventConversationUpdated, chat.EventMembershipChanged:
		return true
	default:
		return false
	}
}

// news is what an event means to the people of a circle.
type news struct {
	entry  *entry         // nil: nothing is said
	to     chat.AccountID // zero = everybody
	leaves bool           // it is the last that to hears of the conversation
	// mention is set when somebody may have been named; that is told apart,
	// because more has to be read first.
	mention *mention
}

// mention is a message that names people.
type mention struct {
	message  chat.MessageID
	root     chat.MessageID
	author   chat.AccountID
	text     string
	accounts []chat.AccountID
}

func newsOf(e chat.Event) news {
	switch e.Type {
	case chat.EventMessageNew:
		return newsOfMessage(e)
	case chat.EventMessageDone:
		var p chat.DonePayload
		if json.Unmarshal(e.Payload, &p) != nil {
			return news{}
		}
		return news{entry: generationEntry(e, chat.EventGenerationEnded, p.Status)}
	case chat.EventMembershipChanged:
		p, ok := membership(e)
		if !ok || p.Action == added {
			return news{} // who was added is told of the conversation itself
		}
		return news{entry: newPersonalEntry(e), to: p.UserID, leaves: p.Action == removed}
	default:
		return news{entry: newPersonalEntry(e)}
	}
}

// newsOfMessage: an answer begins, or somebody is named.
func newsOfMessage(e chat.Event) news {
	var p struct {
		Message struct {
			AuthorID chat.AccountID     `json:"author_user_id"`
			Role     chat.MessageRole   `json:"role"`
			Status   chat.MessageStatus `json:"status"`
			Content  string             `json:"content"`
			Mentions []chat.AccountID   `json:"mentions"`
		} `json:"message"`
	}
	if json.Unmarshal(e.Payload, &p) != nil {
		return news{}
	}
	m := p.Message
	switch {
	case m.Role == chat.RoleAssistant && m.Status == chat.StatusStreaming:
		return news{entry: generationEntry(e, chat.EventGenerationStarted, m.Status)}
	case len(m.Mentions) > 0:
		return news{mention: &mention{
			message: e.MessageID, root: e.RootID, author: m.AuthorID, text: m.Content, accounts: m.Mentions,
		}}
	default:
		return news{}
	}
}

func generationEntry(e chat.Event, typ chat.EventType, status chat.MessageStatus) *entry {
	return newPersonalEntry(chat.NewEvent(e.ConversationID, typ, e.RootID, e.MessageID, chat.GenerationPayload{
		ConversationID: e.ConversationID, RootID: e.RootID, MessageID: e.MessageID, Status: status,
	}, e.CreatedAt))
}
