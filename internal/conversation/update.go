package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// UpdateInput changes a conversation's settings; nil fields stay.
type UpdateInput struct {
	ID            chat.ConversationID
	Title         *string
	Archived      *bool
	SystemPrompt  *string
	ModelID       *chat.ModelID // zero = the server's default
	AssistantMode *chat.AssistantMode
	// ActiveLeaf shows the branch through this message; the newest messages
	// below it become the end of the branch.
	ActiveLeaf *chat.MessageID
}

// Update changes the settings. All but the active leaf need an owner or admin of
// the conversation.
func (s *Service) Update(ctx context.Context, a chat.Actor, in UpdateInput) (chat.Conversation, error) {
	c, err := s.see(ctx, a, in.ID)
	if err != nil {
		return chat.Conversation{}, err
	}
	if err := mayPost(a, c.Role); err != nil {
		return chat.Conversation{}, err
	}
	patch, err := s.checkUpdate(ctx, in)
	if err != nil {
		return chat.Conversation{}, err
	}
	if in.ActiveLeaf != nil {
		leaf, err := s.store.LeafBelow(ctx, *in.ActiveLeaf, a.Account.ID)
		if err != nil {
			return chat.Conversation{}, err
		}
		patch.ActiveLeaf = &leaf
	}
	patch.By, patch.At = a.Account.ID, s.now()
	c, events, err := s.store.UpdateConversation(ctx, patch)
	if err != nil {
		return chat.Conversation{}, err
	}
	s.pub.Publish(events...)
	return c, nil
}

func (s *Service) checkUpdate(ctx context.Context, in UpdateInput) (store.ConversationPatch, error) {
	p := store.ConversationPatch{
		ID:            in.ID,
		Archived:      in.Archived,
		SystemPrompt:  in.SystemPrompt,
		ModelID:       in.ModelID,
		AssistantMode: in.AssistantMode,
	}
	if in.Title != nil {
		title, err := checkTitle(*in.Title)
		if err != nil {
			return p, err
		}
		p.Title = &title
	}
	if in.SystemPrompt != nil {
		if err := checkText("system_prompt", *in.SystemPrompt, maxSystemPrompt); err != nil {
			return p, err
		}
	}
	if in.AssistantMode != nil {
		if err := checkMode(*in.AssistantMode); err != nil {
			return p, err
		}
	}
	if in.ModelID != nil {
		return p, s.checkModel(ctx, *in.ModelID)
	}
	return p, nil
}
