package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

type streamInput struct {
	InConversation
	LastEventIDHeader string `header:"Last-Event-ID" doc:"Id of the last event that was received; the stream goes on after it."`
	LastEventID       string `query:"last_event_id" doc:"The same, for a first connection, where browsers cannot set the header. The header wins."`
	Since             string `query:"since" doc:"Unix time in milliseconds: replays what is kept and later. 0 = everything that is kept."`
}

// streamConversation hands the connection over to the conversation's events.
// Without a resume point they are live only. Who is there and who types follows
// what is replayed.
//
// The caller's login session and place in the conversation are checked after
// subscribing: who is signed out or removed before the check is refused, who is
// so after it is cut off.
func (s *Server) streamConversation(w http.ResponseWriter, r *http.Request, in *streamInput) error {
	ctx := r.Context()
	last := in.LastEventIDHeader
	if last == "" {
		last = in.LastEventID
	}
	from, err := event.ParseResume(last, in.Since, s.config.EventIDPrefix)
	if err != nil {
		return err
	}
	sub, err := s.events.Subscribe(ctx, in.ConversationID, actorOf(ctx).Account.ID, from)
	if err != nil {
		return err
	}
	signs, err := s.welcome(ctx, in.ConversationID)
	if err != nil {
		sub.Close()
		return err
	}
	sub.Greet(signs...)
	s.events.Serve(w, r, sub)
	return nil
}

// welcome finds out whether the caller may follow a conversation, and who is
// there.
func (s *Server) welcome(ctx context.Context, id chat.ConversationID) ([]chat.Event, error) {
	if err := s.confirm(ctx); err != nil {
		return nil, err
	}
	a := actorOf(ctx)
	if _, err := s.conversations.Role(ctx, a, id); err != nil {
		return nil, err
	}
	return s.presence.Present(ctx, id, a.Account.ID)
}

// streamMe hands the connection over to what concerns the caller in all of their
// conversations. It is live only: the caller reads the list of conversations
// once it is open.
func (s *Server) streamMe(w http.ResponseWriter, r *http.Request, _ *struct{}) error {
	ctx := r.Context()
	sub, err := s.events.SubscribePerson(ctx, actorOf(ctx).Account.ID)
	if err != nil {
		return err
	}
	if err := s.confirm(ctx); err != nil {
		sub.Close()
		return err
	}
	s.events.Serve(w, r, sub)
	return nil
}

// conversationFrames describes the data lines of a conversation's stream.
func conversationFrames(reg huma.Registry) content {
	return eventFrames("A frame's id is the place to resume from, its event field repeats the type, and its data "+
		"is one of these. Comments keep the connection alive.",
		frame[chat.ThreadNewPayload](reg, chat.EventThreadNew),
		frame[chat.ThreadActivityPayload](reg, chat.EventThreadActivity),
		frame[chat.MessagePayload](reg, chat.EventMessageNew),
		frame[chat.MessagePayload](reg, chat.EventMessageUpdated),
		frame[chat.DeltaPayload](reg, chat.EventMessageDelta),
		frame[chat.DonePayload](reg, chat.EventMessageDone),
		frame[chat.UnreadPayload](reg, chat.EventUnreadUpdate),
		frame[chat.MembershipPayload](reg, chat.EventMembershipChanged),
		frame[chat.ConversationPayload](reg, chat.EventConversationUpdated),
		frame[chat.PresencePayload](reg, chat.EventPresenceUpdate),
		frame[chat.TypingPayload](reg, chat.EventTypingUpdate),
		frame[chat.ErrorPayload](reg, chat.EventError),
	)
}

// personalFrames describes the data lines of a person's own stream.
func personalFrames(reg huma.Registry) content {
	return eventFrames("Frames have no id: there is nothing to resume, the list of conversations is read again "+
		"after every connect. The event field repeats the type, and the data is one of these. Comments keep the "+
		"connection alive.",
		frame[chat.ConversationNewPayload](reg, chat.EventConversationNew),
		frame[chat.ConversationPayload](reg, chat.EventConversationUpdated),
		frame[chat.MembershipPayload](reg, chat.EventMembershipChanged),
		frame[chat.ThreadActivityPayload](reg, chat.EventThreadActivity),
		frame[chat.UnreadPayload](reg, chat.EventUnreadUpdate),
		frame[chat.GenerationPayload](reg, chat.EventGenerationStarted),
		frame[chat.GenerationPayload](reg, chat.EventGenerationEnded),
		frame[chat.MentionPayload](reg, chat.EventMention),
	)
}

func eventFrames(description string, frames ...*huma.Schema) content {
	return content{eventStreamMediaType: {Title: "Frames", Description: description, OneOf: frames}}
}

// frame describes one kind of event: its type and its payload.
func frame[P any](reg huma.Registry, typ chat.EventType) *huma.Schema {
	return &huma.Schema{
		Type:     huma.TypeObject,
		Title:    string(typ),
		Required: []string{"type", "payload"},
		Properties: map[string]*huma.Schema{
			"type":    {Type: huma.TypeString, Enum: []any{string(typ)}},
			"payload": schemaOf[P](reg),
		},
	}
}
