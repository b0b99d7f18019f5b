package postgres

import (
	"cmp"
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// c is the conversation, p the participant who looks at it.
	conversationColumns = `c.id, c.is_group, c.title, p.role::text, c.assistant_mode, c.system_prompt, c.model_id, c.active_leaf,
		c.position, p.unread, p.mentions, EXISTS (
			SELECT FROM rustygpt.messages m WHERE m.conversation_id = c.id AND m.status = 'streaming'),
		c.created_at, c.last_activity_at, c.archived_at, c.deleted_at, c.auto_title, c.mode_chosen`

	sqlAddConversation = `
		SELECT rustygpt.sp_create_conversation(p_title => $1, p_is_group => $2, p_creator => $3, p_caller => $3,
			p_conversation => $4, p_auto_title => $5, p_assistant_mode => $6, p_model => $7, p_at => $8, p_mode_chosen => $9)`
	sqlFindConversation = `
		SELECT ` + conversationColumns + `
		FROM rustygpt.conversations c
		JOIN rustygpt.conversation_participants p ON p.conversation_id = c.id AND p.left_at IS NULL
		WHERE c.id = $1 AND p.user_id = $2 AND (c.deleted_at IS NULL OR p.role = 'owner')`
	sqlListConversations = `
		SELECT ` + conversationColumns + `
		FROM rustygpt.conversation_participants p
		JOIN rustygpt.conversations c ON c.id = p.conversation_id
		WHERE p.user_id = $1 AND p.left_at IS NULL AND (p.last_activity_at, p.conversation_id) < ($2, $3)
		  AND c.deleted_at IS NULL AND ($4 = '' OR c.is_group = ($4 = 'group')) AND ($5 OR c.archived_at IS NULL)
		ORDER BY p.last_activity_at DESC, p.conversation_id DESC
		LIMIT $6`
	sqlUpdateConversation = `SELECT rustygpt.update_conversation($1, $2, $3, $4, $5)`
)

// AddConversation makes a conversation with its owner in it.
func (s *Store) AddConversation(ctx context.Context, n store.NewConversation) (chat.Conversation, error) {
	n.AssistantMode = cmp.Or(n.AssistantMode, chat.AssistantAuto)
	err := s.exec(ctx, sqlAddConversation, n.Title, n.Kind == chat.KindGroup, ref(n.Owner), ref(n.ID), n.AutoTitle,
		n.AssistantMode, ref(n.ModelID), instant(n.At), n.ModeChosen)
	if err != nil {
		return chat.Conversation{}, err
	}
	return chat.Conversation{
		ID:             n.ID,
		Kind:           n.Kind,
		Title:          n.Title,
		IsGroup:        n.Kind == chat.KindGroup,
		Role:           chat.RoleOwner,
		AssistantMode:  n.AssistantMode,
		ModelID:        n.ModelID,
		CreatedAt:      stored(n.At),
		LastActivityAt: stored(n.At),
		AutoTitle:      n.AutoTitle,
		ModeChosen:     n.ModeChosen,
	}, nil
}

// FindConversation finds a conversation as the viewer sees it.
func (s *Store) FindConversation(ctx context.Context, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (chat.Conversation, error) {
		c, err := one(ctx, q, scanConversation, sqlFindConversation, ref(id), ref(viewer))
		return c, orNotFound(err, "there is no such conversation")
	})
}

// ListConversations lists a page of the viewer's conversations.
func (s *Store) ListConversations(ctx context.Context, viewer chat.AccountID, f store.ConversationFilter) ([]chat.Conversation, bool, error) {
	before, id := cursor(f.Before)
	list, err := read(ctx, s, func(ctx context.Context, q querier) ([]chat.Conversation, error) {
		return all(ctx, q, scanConversation, sqlListConversations, ref(viewer), before, id, f.Kind, f.Archived, f.Limit+1)
	})
	list, more := page(list, f.Limit)
	return list, more, err
}

// UpdateConversation changes a conversation's settings.
func (s *Store) UpdateConversation(ctx context.Context, p store.ConversationPatch) (chat.Conversation, []chat.Event, error) {
	patch, err := json.Marshal(conversationPatch{
		Title:         p.Title,
		AssistantMode: p.AssistantMode,
		SystemPrompt:  p.SystemPrompt,
		ModelID:       reference(p.ModelID),
		Archived:      p.Archived,
		ActiveLeaf:    reference(p.ActiveLeaf),
	})
	if err != nil {
		return chat.Conversation{}, nil, err
	}
	events, err := s.announced(ctx, sqlUpdateConversation, ref(p.ID), ref(p.By), patch, instant(p.At), s.persistEvents)
	if err != nil {
		return chat.Conversation{}, nil, err
	}
	c, err := s.FindConversation(ctx, p.ID, p.By)
	return c, events, err
}

// conversationPatch is a patch as update_conversation takes it: what is absent
// stays, null is no model or no leaf.
type conversationPatch struct {
	Title         *string             `json:"title,omitempty"`
	AssistantMode *chat.AssistantMode `json:"assistant_mode,omitempty"`
	SystemPrompt  *string             `json:"system_prompt,omitempty"`
	ModelID       **uuid.UUID         `json:"model_id,omitempty"`
	Archived      *bool               `json:"archived,omitempty"`
	ActiveLeaf    **uuid.UUID         `json:"active_leaf,omitempty"`
}

// reference is an id of a patch: nil when it stays, a pointer to nil when it
// becomes none.
func reference[Noun any](id *chat.ID[Noun]) **uuid.UUID {
	if id == nil {
		return nil
	}
	var to *uuid.UUID
	if !id.IsZero() {
		to = &id.UUID
	}
	return &to
}

func scanConversation(row pgx.CollectableRow) (c chat.Conversation, err error) {
	err = row.Scan(id(&c.ID), &c.IsGroup, &c.Title, &c.Role, &c.AssistantMode, &c.SystemPrompt, id(&c.ModelID), id(&c.ActiveLeaf),
		&c.Position, &c.Unread, &c.Mentions, &c.Generating, at(&c.CreatedAt), at(&c.LastActivityAt), at(&c.ArchivedAt), at(&c.DeletedAt),
		&c.AutoTitle, &c.ModeChosen)
	c.Kind = kindOf(c.IsGroup)
	return c, err
}

func kindOf(isGroup bool) chat.ConversationKind {
	if isGroup {
		return chat.KindGroup
	}
	return chat.KindChat
}

// cursor is a place in a list as arguments of a comparison of rows. No id is
// below zero, so a cursor without one excludes everything of its instant.
func cursor(c store.Cursor) (before pgtype.Timestamptz, id pgtype.UUID) {
	before = pgtype.Timestamptz{Time: c.At, Valid: true}
	if c.At.IsZero() {
		before = pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}
	}
	return before, pgtype.UUID{Bytes: c.ID, Valid: true}
}

// page cuts what was read with one row more than asked for.
func page[T any](list []T, limit int) (_ []T, more bool) {
	if len(list) > limit {
		return list[:limit], true
	}
	return list, false
}
