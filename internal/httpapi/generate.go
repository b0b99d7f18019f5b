package httpapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/store"
)

type generateInput struct {
	InChat
	Body api.GenerateRequest
}

// generate posts a message at the end of the chat's branch and streams the
// answer. Repeating it with the same request id posts nothing and streams the
// same answer.
func (s *Server) generate(w http.ResponseWriter, r *http.Request, in *generateInput) error {
	ctx := r.Context()
	if _, err := s.ownChat(ctx, in.ChatID); err != nil {
		return err
	}
	posted, err := s.conversations.Post(ctx, actorOf(ctx), conversation.PostInput{
		ConversationID:    in.ChatID,
		ToActiveLeaf:      true,
		Content:           strings.TrimSpace(in.Body.Content),
		RequestID:         in.Body.RequestID,
		ModelID:           deref(in.Body.ModelID),
		Answer:            new(true),
		RequireModel:      true,
		OnlyWithoutActive: true,
	})
	if err != nil {
		return err
	}
	return s.streamAnswer(w, r, posted)
}

// regenerateLast streams one more answer to the last message. The earlier ones
// stay beside it.
func (s *Server) regenerateLast(w http.ResponseWriter, r *http.Request, in *generateInput) error {
	ctx := r.Context()
	if _, err := s.ownChat(ctx, in.ChatID); err != nil {
		return err
	}
	posted, err := s.conversations.Regenerate(ctx, actorOf(ctx), conversation.RegenerateInput{
		ConversationID:    in.ChatID,
		RequestID:         in.Body.RequestID,
		ModelID:           deref(in.Body.ModelID),
		RequireModel:      true,
		OnlyWithoutActive: true,
	})
	if err != nil {
		return err
	}
	return s.streamAnswer(w, r, posted)
}

// streamAnswer sends the first answer from its beginning. The answer does not depend
// on it: it is written to its end when the reader leaves.
func (s *Server) streamAnswer(w http.ResponseWriter, r *http.Request, posted store.Posted) error {
	first := posted.Answer()
	if first == nil {
		return chat.Errorf(chat.Conflict, "This request id was used for a message that has no answer.")
	}
	out := newEventWriter(w)
	defer out.close()
	err := s.copyAnswer(r.Context(), out, first.ID)
	if err != nil && !out.broken() && chat.KindOf(err) == chat.Internal {
		// The header is out, so the log is the only place left to say it.
		exchangeOf(r.Context()).fault = err
	}
	return nil
}

// copyAnswer ends early when the reader leaves or may not read on.
func (s *Server) copyAnswer(ctx context.Context, out *eventWriter, answer chat.MessageID) error {
	err := out.send("started", api.StartedEvent{Event: "started", MessageID: answer})
	if err != nil {
		return err
	}
	confirmed := false
	for e, err := range s.generations.Follow(ctx, answer, actorOf(ctx).Account.ID) {
		if err == nil && !confirmed { // what comes first comes after subscribing
			err, confirmed = s.confirm(ctx), true
		}
		if err != nil {
			return err
		}
		if err := sendPiece(out, answer, e); err != nil {
			return err
		}
	}
	return nil
}

func sendPiece(out *eventWriter, answer chat.MessageID, e generation.FollowEvent) error {
	switch {
	case !e.Done:
		return out.send("delta", api.DeltaEvent{Event: "delta", Content: e.Content, Reasoning: e.Reasoning})
	case chatStatus(e.Message.Status) != "error":
		return out.send("completed", api.CompletedEvent{Event: "completed", MessageID: answer})
	default:
		fault := failureOf(e.Message)
		return out.send("error", api.FailedEvent{
			Event: "error", Message: fault.Message, Code: fault.Code, MessageID: answer,
		})
	}
}

// failureOf says why an answer failed. One that was cut off by a restart has
// no recorded reason.
func failureOf(m chat.Message) chat.Fault {
	if m.Answer != nil && m.Answer.Fault != nil {
		return *m.Answer.Fault
	}
	return chat.Fault{Code: "interrupted", Message: "The answer was interrupted."}
}

// answerFrames describes the data lines of an answer's stream.
func answerFrames(reg huma.Registry) content {
	return content{eventStreamMediaType: {
		Title: "Events",
		Description: "started comes first, then any number of deltas, then completed or error. " +
			"Comments keep the connection alive.",
		OneOf: []*huma.Schema{
			schemaOf[api.StartedEvent](reg),
			schemaOf[api.DeltaEvent](reg),
			schemaOf[api.CompletedEvent](reg),
			schemaOf[api.FailedEvent](reg),
		},
	}}
}
