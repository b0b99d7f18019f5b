package sqlite

import (
	"context"
	"math"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// c is the conversation, p the participant who looks at it.
	conversationColumns = `c.id, c.kind, c.title, p.role, c.assistant_mode, c.system_prompt, c.model_id, c.active_leaf,
		c.position, p.unread, p.mentions, EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.status = 'streaming'),
		c.created_at, c.last_activity_at, c.archived_at, c.deleted_at, c.auto_title, c.mode_chosen`

	sqlAddConversation = `
		INSERT INTO conversations (id, kind, title, auto_title, assistant_mode, mode_chosen, model_id, created_at, last_activity_at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)`
	sqlFindConversation = `
		SELECT ` + conversationColumns + `
		FROM conversations c JOIN participants p ON p.conversation_id = c.id
		WHERE c.id = ?1 AND p.account_id = ?2 AND (c.deleted_at IS NULL OR p.role = 'owner')`
	// For what somebody does who is not in yet.
	sqlFindAsOwner = `
		SELECT ` + conversationColumns + `
		FROM conversations c JOIN participants p ON p.conversation_id = c.id AND p.role = 'owner'
		WHERE c.id = ? LIMIT 1`
	// CROSS JOIN keeps the order of the tables: the newest first, from the
	// index, no sorting.
	sqlListConversations = `
		SELECT ` + conversationColumns + `
		FROM participants p CROSS JOIN conversations c ON c.id = p.conversation_id
		WHERE p.account_id = ?1 AND (p.last_activity_at, p.conversation_id) < (?2, ?3)
		  AND c.deleted_at IS NULL AND (?4 = '' OR c.kind = ?4) AND (?5 OR c.archived_at IS NULL)
		ORDER BY p.last_activity_at DESC, p.conversation_id DESC
		LIMIT +?6`
	sqlUpdateConversation = `
		UPDATE conversations
		SET kind = ?2, title = ?3, auto_title = ?4, assistant_mode = ?5, system_prompt = ?6, model_id = ?7,
		    active_leaf = ?8, archived_at = ?9, deleted_at = ?10, mode_chosen = ?11
		WHERE id = ?1`
	sqlModelExists = `SELECT EXISTS (SELECT 1 FROM models WHERE id = ?)`
	sqlIsMessageOf = `SELECT EXISTS (SELECT 1 FROM messages WHERE id = ? AND conversation_id = ?)`
)

// AddConversation makes a conversation with its owner in it.
func (s *Store) AddConversation(ctx context.Context, n store.NewConversation) (chat.Conversation, error) {
	return write(ctx, s, func(t *tx) (chat.Conversation, error) {
		err := t.exec(sqlAddConversation, n.ID, n.Kind, n.Title, n.AutoTitle, n.AssistantMode, n.ModeChosen, n.ModelID, micros(n.At))
		if err != nil {
			return chat.Conversation{}, err
		}
		if err := t.exec(sqlAddParticipant, n.ID, n.Owner, chat.RoleOwner, micros(n.At)); err != nil {
			return chat.Conversation{}, err
		}
		return findConversation(t, n.ID, n.Owner)
	})
}

// FindConversation finds a conversation as the viewer sees it.
func (s *Store) FindConversation(ctx context.Context, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error) {
	return read(ctx, s, func(q querier) (chat.Conversation, error) { return findConversation(q, id, viewer) })
}

// ListConversations lists a page of the viewer's conversations.
func (s *Store) ListConversations(ctx context.Context, viewer chat.AccountID, f store.ConversationFilter) ([]chat.Conversation, bool, error) {
	before, id := cursor(f.Before)
	list, err := read(ctx, s, func(q querier) ([]chat.Conversation, error) {
		return all(q, conversationScanner(), sqlListConversations, args{viewer, before, id, f.Kind, f.Archived, f.Limit + 1})
	})
	list, more := page(list, f.Limit)
	return list, more, err
}

// UpdateConversation changes a conversation's settings.
func (s *Store) UpdateConversation(ctx context.Context, p store.ConversationPatch) (chat.Conversation, []chat.Event, error) {
	var events []chat.Event
	c, err := write(ctx, s, func(t *tx) (chat.Conversation, error) {
		c, err := findLive(t, p.ID, p.By)
		if err != nil {
			return c, err
		}
		if err := t.checkPatch(c, p); err != nil {
			return c, err
		}
		before := c
		if patchConversation(&c, p); c == before {
			return c, nil
		}
		events, err = t.saveConversation(&c, p.At)
		return c, err
	})
	return c, events, err
}

// checkPatch checks rights and what the patch refers to.
func (t *tx) checkPatch(c chat.Conversation, p store.ConversationPatch) error {
	settings := p.Title != nil || p.AssistantMode != nil || p.SystemPrompt != nil || p.ModelID != nil || p.Archived != nil
	if !c.Role.CanPost() || settings && !c.Role.CanModerate() {
		return chat.Errorf(chat.Forbidden, "your role does not allow to change this conversation")
	}
	if p.ModelID != nil && !p.ModelID.IsZero() {
		exists, err := one(t, value[bool], sqlModelExists, args{*p.ModelID})
		if err != nil {
			return err
		}
		if !exists {
			return chat.InvalidField("model_id", "there is no such model")
		}
	}
	if p.ActiveLeaf == nil || p.ActiveLeaf.IsZero() {
		return nil
	}
	exists, err := one(t, value[bool], sqlIsMessageOf, args{*p.ActiveLeaf, p.ID})
	if err == nil && !exists {
		return chat.Errorf(chat.NotFound, "there is no such message in the conversation")
	}
	return err
}

func patchConversation(c *chat.Conversation, p store.ConversationPatch) {
	if p.Title != nil {
		c.Title, c.AutoTitle = *p.Title, false
	}
	if p.Archived != nil && *p.Archived != !c.ArchivedAt.IsZero() {
		c.ArchivedAt = time.Time{}
		if *p.Archived {
			c.ArchivedAt = stored(p.At)
		}
	}
	if p.AssistantMode != nil {
		c.AssistantMode, c.ModeChosen = *p.AssistantMode, true
	}
	set(&c.SystemPrompt, p.SystemPrompt)
	set(&c.ModelID, p.ModelID)
	set(&c.ActiveLeaf, p.ActiveLeaf)
}

// saveConversation writes a conversation's settings back and tells everybody.
func (t *tx) saveConversation(c *chat.Conversation, when time.Time) ([]chat.Event, error) {
	err := t.exec(sqlUpdateConversation, c.ID, c.Kind, c.Title, c.AutoTitle, c.AssistantMode, c.SystemPrompt, c.ModelID,
		c.ActiveLeaf, micros(c.ArchivedAt), micros(c.DeletedAt), c.ModeChosen)
	if err != nil {
		return nil, err
	}
	ledger, err := t.openLedger(c.ID, 1, 0)
	if err != nil {
		return nil, err
	}
	if err := ledger.add(conversationUpdated(*c, when)); err != nil {
		return nil, err
	}
	c.Position = ledger.last
	return ledger.close()
}

func conversationUpdated(c chat.Conversation, when time.Time) chat.Event {
	return chat.NewEvent(c.ID, chat.EventConversationUpdated, chat.MessageID{}, chat.MessageID{}, chat.ConversationPayload{
		ConversationID: c.ID,
		Title:          c.Title,
		AssistantMode:  c.AssistantMode,
		SystemPrompt:   c.SystemPrompt,
		ModelID:        c.ModelID,
		ActiveLeaf:     c.ActiveLeaf,
		IsGroup:        c.IsGroup,
		ArchivedAt:     c.ArchivedAt,
		DeletedAt:      c.DeletedAt,
	}, when)
}

func findConversation(q querier, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error) {
	c, err := one(q, scanConversation, sqlFindConversation, args{id, viewer})
	return c, orNotFound(err, "there is no such conversation")
}

// findLive finds a conversation that is not deleted.
func findLive(q querier, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error) {
	c, err := findConversation(q, id, viewer)
	if err == nil && !c.DeletedAt.IsZero() {
		return c, chat.Errorf(chat.NotFound, "there is no such conversation")
	}
	return c, err
}

func scanConversation(row scanner) (chat.Conversation, error) { return conversationScanner()(row) }

// conversationScanner scans one conversation after the other. It needs the
// memory for a row once.
func conversationScanner() func(scanner) (chat.Conversation, error) {
	var c chat.Conversation
	fields := conversationFields(&c)
	return func(row scanner) (chat.Conversation, error) {
		err := row.Scan(fields...)
		c.IsGroup = c.Kind == chat.KindGroup
		return c, err
	}
}

// conversationFields are where conversationColumns go.
func conversationFields(c *chat.Conversation) []any {
	return []any{
		&c.ID, &c.Kind, &c.Title, &c.Role, &c.AssistantMode, &c.SystemPrompt, &c.ModelID, &c.ActiveLeaf,
		&c.Position, &c.Unread, &c.Mentions, &c.Generating, at(&c.CreatedAt), at(&c.LastActivityAt), at(&c.ArchivedAt), at(&c.DeletedAt),
		&c.AutoTitle, &c.ModeChosen,
	}
}

// cursor is a place in a list as arguments of a comparison of rows. No id is
// below zero, so a cursor without one excludes everything of its instant.
func cursor(c store.Cursor) (before int64, id []byte) {
	if c.At.IsZero() {
		return math.MaxInt64, c.ID[:]
	}
	return c.At.UnixMicro(), c.ID[:]
}
