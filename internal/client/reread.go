package client

import (
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// announced returns how far an answer has come, and announces one that began
// before this reader did.
func (r *reading) announced(id chat.MessageID) (*progress, error) {
	if a := r.seen[id]; a != nil {
		return a, nil
	}
	m, err := r.client.Message(r.ctx, r.follow.Conversation, id)
	if chat.KindOf(err) == chat.NotFound {
		m, err = chat.Message{
			ID: id, ConversationID: r.follow.Conversation, RootID: r.follow.Root, Role: chat.RoleAssistant, Answer: &chat.Answer{},
		}, nil
	}
	if err != nil {
		return nil, err
	}
	return r.announce(m)
}

// announce yields what told of a message when it was new: an answer is empty
// then.
func (r *reading) announce(m chat.Message) (*progress, error) {
	a := &progress{message: placeOf(m), done: m.Answer == nil}
	if !a.done {
		m.Content, m.Status = "", chat.StatusStreaming
		m.Answer = &chat.Answer{
			ModelID: m.Answer.ModelID, ModelName: m.Answer.ModelName, ProviderName: m.Answer.ProviderName,
			StartedAt: m.Answer.StartedAt,
		}
	}
	r.seen[m.ID] = a
	return a, r.pass(readUp(chat.NewEvent(m.ConversationID, chat.EventMessageNew, m.RootID, m.ID,
		chat.MessagePayload{ConversationID: m.ConversationID, RootID: m.RootID, Message: m}, m.CreatedAt)))
}

// readUntil reads the pieces of an answer before the one at index up. Once an
// answer has ended, a server need not have its pieces any more: then the rest of
// the text comes in one.
func (r *reading) readUntil(a *progress, index int) error {
	if err := r.readChunks(a, index); err != nil || a.next >= index {
		return err
	}
	return r.readRest(a)
}

// readChunks reads the pieces of an answer before the one at index up, as far
// as the server has them. A negative index means all there are.
func (r *reading) readChunks(a *progress, index int) error {
	for index < 0 || a.next < index {
		chunks, err := r.client.Chunks(r.ctx, a.message.ID, a.next)
		if chat.KindOf(err) == chat.NotFound || err == nil && len(chunks) == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		for _, c := range chunks {
			if err := r.passChunk(delta(a, c), a, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// readRest yields what is missing of an answer's text. Nothing is, to the
// reader, when somebody has changed or deleted it since.
func (r *reading) readRest(a *progress) error {
	m, err := r.client.Message(r.ctx, r.follow.Conversation, a.message.ID)
	if chat.KindOf(err) == chat.NotFound || err == nil && m.Answer == nil {
		return nil
	}
	if err != nil {
		return err
	}
	content, same := strings.CutPrefix(m.Content, a.content.String())
	reasoning, sameReasoning := strings.CutPrefix(m.Answer.Reasoning, a.reasoning.String())
	if !same || !sameReasoning || content+reasoning == "" {
		return nil
	}
	rest := chat.Chunk{MessageID: m.ID, Index: a.next, Content: content, Reasoning: reasoning, CreatedAt: m.CreatedAt}
	err = r.passChunk(delta(a, rest), a, rest)
	a.next = max(a.next, m.Answer.NextChunk)
	return err
}

func delta(a *progress, c chat.Chunk) Event { return readUp(chat.DeltaEvent(a.message, c)) }

// reread makes up for events that the server does not have any more: it reads
// the threads with something new, and yields what was not yielded before.
func (r *reading) reread() error {
	if !r.follow.Root.IsZero() {
		return r.rereadThread(r.follow.Root)
	}
	for after := (time.Time{}); ; {
		page, err := r.client.Threads(r.ctx, r.follow.Conversation, after, 0)
		if err != nil {
			return err
		}
		for _, t := range page.Threads {
			if t.LastActivityAt.Before(r.activeSince) {
				return nil
			}
			if err := r.rereadThread(t.RootID); err != nil {
				return err
			}
		}
		if after = page.NextAfter; after.IsZero() {
			return nil
		}
	}
}

func (r *reading) rereadThread(root chat.MessageID) error {
	const pageSize = 1000
	for cursor := chat.Path(""); ; {
		page, err := r.client.Tree(r.ctx, root, cursor, pageSize)
		if err != nil {
			return err
		}
		for _, m := range page.Messages {
			if err := r.rereadMessage(m); err != nil {
				return err
			}
		}
		if cursor = page.NextCursor; cursor == "" {
			return nil
		}
	}
}

func (r *reading) rereadMessage(m chat.Message) (err error) {
	a := r.seen[m.ID]
	if a == nil {
		if m.Position <= r.follow.After && !r.endedSince(m) {
			return nil
		}
		if a, err = r.announce(m); err != nil {
			return err
		}
	}
	if a.done {
		return nil
	}
	if !m.Status.Done() {
		return r.readChunks(a, -1)
	}
	p := donePayload(m)
	return r.takeDone(readUp(chat.NewEvent(m.ConversationID, chat.EventMessageDone, m.RootID, m.ID, p, m.CreatedAt)), &p)
}

// endedSince reports whether an answer from before this reader's time ended
// within it.
func (r *reading) endedSince(m chat.Message) bool {
	return m.Answer != nil && m.Answer.FinishedAt.After(r.began)
}

// donePayload is what told of the end of an answer.
func donePayload(m chat.Message) chat.DonePayload {
	p := chat.DonePayload{ConversationID: m.ConversationID, RootID: m.RootID, MessageID: m.ID, Status: m.Status}
	if a := m.Answer; a != nil {
		p.FinishReason, p.Chunks, p.Usage, p.Fault = a.FinishReason, a.NextChunk, a.Usage, a.Fault
	}
	return p
}
