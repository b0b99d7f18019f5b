package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// CreateInput describes a new conversation.
type CreateInput struct {
	Title         *string               // nil = a placeholder that the first message replaces
	Kind          chat.ConversationKind // empty = chat
	AssistantMode chat.AssistantMode    // empty = auto in chats, mention in groups
	ModelID       chat.ModelID          // zero = the server's default
}

// Create makes a conversation whose owner is the caller.
func (s *Service) Create(ctx context.Context, a chat.Actor, in CreateInput) (chat.Conversation, error) {
	if err := mayWrite(a); err != nil {
		return chat.Conversation{}, err
	}
	n := store.NewConversation{
		ID:            chat.NewID[chat.Conversation](),
		Kind:          in.Kind,
		AssistantMode: in.AssistantMode,
		ModelID:       in.ModelID,
		Title:         DefaultTitle,
		Owner:         a.Account.ID,
		At:            s.now(),
	}
	if in.Title != nil {
		title, err := checkTitle(*in.Title)
		if err != nil {
			return chat.Conversation{}, err
		}
		n.Title = title
	}
	n.AutoTitle = n.Title == DefaultTitle
	if err := s.setKind(&n); err != nil {
		return chat.Conversation{}, err
	}
	if err := s.checkModel(ctx, in.ModelID); err != nil {
		return chat.Conversation{}, err
	}
	c, err := s.store.AddConversation(ctx, n)
	if err == nil {
		s.pub.Joined(n.Owner)
	}
	return c, err
}

func (s *Service) setKind(n *store.NewConversation) error {
	switch n.Kind {
	case "":
		n.Kind = chat.KindChat
	case chat.KindChat, chat.KindGroup:
	default:
		return chat.InvalidField("kind", "must be chat or group")
	}
	n.ModeChosen = n.AssistantMode != ""
	if !n.ModeChosen {
		n.AssistantMode = n.Kind.DefaultMode()
	}
	return checkMode(n.AssistantMode)
}

func checkMode(m chat.AssistantMode) error {
	switch m {
	case chat.AssistantAuto, chat.AssistantMention, chat.AssistantOff:
		return nil
	}
	return chat.InvalidField("assistant_mode", "must be auto, mention or off")
}

// checkModel refuses a model that cannot be used; none at all is fine.
func (s *Service) checkModel(ctx context.Context, id chat.ModelID) error {
	if id.IsZero() || s.models == nil {
		return nil
	}
	return s.models.Usable(ctx, id)
}
