package conversation

import (
	"context"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// PostInput is a message to post: a new thread, or a reply when ParentID is set.
type PostInput struct {
	ConversationID chat.ConversationID // may be zero when ParentID is set
	ParentID       chat.MessageID
	ToActiveLeaf   bool // reply to the end of the branch the chat shows
	// Role nil or user leaves it to the conversation's assistant mode whether
	// there is an answer; assistant stores the text as the person's and asks
	// for an answer; system and tool need an owner or admin.
	Role      *chat.MessageRole
	Content   string
	RequestID string       // a UUID that makes a retry harmless; empty = none
	ModelID   chat.ModelID // must be usable, else Conflict; a chat keeps it. Zero = not chosen
	Answer    *bool        // whether there is an answer; nil = the rules decide
	// RequireModel refuses the message with Conflict when it is to be
	// answered and no model is there.
	RequireModel bool
	// OnlyWithoutActive refuses with Conflict while an answer is written.
	OnlyWithoutActive bool
}

// Post stores a message, starts the answers to it and returns them all. A
// request id that was used before yields what that request did.
func (s *Service) Post(ctx context.Context, a chat.Actor, in PostInput) (store.Posted, error) {
	if err := checkContent(in.Content); err != nil {
		return store.Posted{}, err
	}
	requestID, err := checkRequestID(in.RequestID)
	if err != nil {
		return store.Posted{}, err
	}
	c, parent, err := s.place(ctx, a, in)
	if err != nil {
		return store.Posted{}, err
	}
	role, err := storedRole(c.Role, in.Role)
	if err != nil {
		return store.Posted{}, err
	}
	if earlier, found, err := s.earlier(ctx, c.ID, requestID); found || err != nil {
		return earlier, err
	}
	n := store.NewMessage{
		ID:                chat.NewID[chat.Message](),
		ConversationID:    c.ID,
		ParentID:          parent,
		Author:            a.Account.ID,
		Role:              role,
		Content:           in.Content,
		RequestID:         requestID,
		TitleFrom:         titleFrom(in.Content),
		OnlyWithoutActive: in.OnlyWithoutActive,
		Limit:             s.limit,
		At:                s.now(),
	}
	called, err := s.call(ctx, a, c, in.Content, a.Account.ID)
	if err != nil {
		return store.Posted{}, err
	}
	n.Mentions = called.people
	if n.Answers, err = s.planAnswers(ctx, a, c, in, called.models); err != nil {
		return store.Posted{}, err
	}
	posted, err := s.store.PostMessage(ctx, n)
	if err != nil {
		return store.Posted{}, err
	}
	s.announce(posted)
	s.keepModel(ctx, a, c, in.ModelID)
	return posted, nil
}

// place finds the conversation a message goes to and the message it replies to.
func (s *Service) place(ctx context.Context, a chat.Actor, in PostInput) (chat.Conversation, chat.MessageID, error) {
	id := in.ConversationID
	if !in.ParentID.IsZero() {
		parent, err := s.store.FindMessage(ctx, in.ParentID, a.Account.ID)
		if err != nil {
			return chat.Conversation{}, chat.MessageID{}, err
		}
		if !id.IsZero() && id != parent.Message.ConversationID {
			return chat.Conversation{}, chat.MessageID{}, errNoMessage()
		}
		id = parent.Message.ConversationID
	}
	c, err := s.see(ctx, a, id)
	if err != nil {
		return chat.Conversation{}, chat.MessageID{}, err
	}
	if in.ToActiveLeaf {
		return c, c.ActiveLeaf, mayPost(a, c.Role)
	}
	return c, in.ParentID, mayPost(a, c.Role)
}

// storedRole is the role under which a person's message is stored. Nobody can
// put words into a model's mouth.
func storedRole(r chat.ConversationRole, asked *chat.MessageRole) (chat.MessageRole, error) {
	if asked == nil {
		return chat.RoleUser, nil
	}
	switch *asked {
	case chat.RoleUser, chat.RoleAssistant:
		return chat.RoleUser, nil
	case chat.RoleSystem, chat.RoleTool:
		if !r.CanModerate() {
			return "", chat.Errorf(chat.Forbidden, "Only an owner or admin can post system and tool messages.")
		}
		return *asked, nil
	}
	return "", chat.InvalidField("role", "must be user, assistant, system or tool")
}

// earlier finds what a request did the first time. It looks before a model is
// chosen: a retry must not fail because that model is gone by now.
func (s *Service) earlier(ctx context.Context, c chat.ConversationID, requestID string) (store.Posted, bool, error) {
	if requestID == "" {
		return store.Posted{}, false, nil
	}
	p, err := s.store.FindRequest(ctx, c, requestID)
	if chat.KindOf(err) == chat.NotFound {
		return store.Posted{}, false, nil
	}
	if err != nil {
		return store.Posted{}, false, err
	}
	p.Duplicate = true
	return p, true, nil
}

// announce tells of what was stored and lets the answers begin. A duplicate
// brings neither.
func (s *Service) announce(p store.Posted) {
	s.pub.Publish(s.withSigns(p)...)
	if p.Duplicate {
		return
	}
	for _, answer := range p.Answers {
		s.resp.Run(answer)
	}
}

// withSigns puts what a post says of its author, who is there and does not type
// any more, after the activity of the thread.
func (s *Service) withSigns(p store.Posted) []chat.Event {
	at := slices.IndexFunc(p.Events, func(e chat.Event) bool { return e.Type == chat.EventThreadActivity })
	if s.presence == nil || p.Duplicate || p.Message.AuthorID.IsZero() || at < 0 {
		return p.Events
	}
	return slices.Insert(slices.Clone(p.Events), at+1, s.presence.Posted(p.Message)...)
}

// keepModel makes the model a person chose the one their chat goes on with. The
// message stands whether or not that works.
func (s *Service) keepModel(ctx context.Context, a chat.Actor, c chat.Conversation, model chat.ModelID) {
	if c.Kind != chat.KindChat || model.IsZero() || model == c.ModelID {
		return
	}
	_, events, err := s.store.UpdateConversation(ctx, store.ConversationPatch{
		ID: c.ID, By: a.Account.ID, ModelID: &model, At: s.now(),
	})
	if err != nil {
		s.log.Warn("the chosen model could not be kept", "conversation_id", c.ID, "error", err)
		return
	}
	s.pub.Publish(events...)
}
