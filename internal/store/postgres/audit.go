package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	auditColumns = `id, at, origin, actor_id, actor_name, action, target_type, target_id, target_name, address, user_agent,
		request_id, outcome, details`

	sqlAddAudit = `
		INSERT INTO rustygpt.audit_entries (` + auditColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO NOTHING`
	sqlCountAudit = `
		INSERT INTO rustygpt.audit_entries AS a (` + auditColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET details = jsonb_set(
			jsonb_set(a.details, '{facts,attempts}', to_jsonb(((a.details #>> '{facts,attempts}')::int + 1)::text)),
			'{facts,last}', excluded.details #> '{facts,last}')`
	sqlEndAudit = `
		UPDATE rustygpt.audit_entries SET target_type = $2, target_id = $3, target_name = $4, outcome = $5, details = $6
		WHERE id = $1 AND outcome = 'begun'`
	sqlListAudit = `
		SELECT ` + auditColumns + ` FROM rustygpt.audit_entries
		WHERE (at, id) < (coalesce($1, 'infinity'::timestamptz), coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid))
		  AND at >= coalesce($3, '-infinity'::timestamptz)
		  AND ($4::uuid IS NULL OR actor_id = $4) AND ($5 = '' OR rustygpt.fold(actor_name) = rustygpt.fold($5))
		  AND ($6 = '' OR action = $6 OR starts_with(action, $6 || '.'))
		ORDER BY at DESC, id DESC LIMIT $7`
	sqlPruneAudit = `
		DELETE FROM rustygpt.audit_entries
		WHERE id IN (SELECT id FROM rustygpt.audit_entries WHERE at < $1 ORDER BY at, id LIMIT $2)`
)

// AddAudit adds an entry. To repeat it changes nothing.
func (s *Store) AddAudit(ctx context.Context, e chat.AuditEntry) error {
	return s.exec(ctx, sqlAddAudit, auditArgs(e)...)
}

// CountAudit adds an entry, or counts it to the one that has its id.
func (s *Store) CountAudit(ctx context.Context, e chat.AuditEntry) error {
	return s.exec(ctx, sqlCountAudit, auditArgs(e)...)
}

func auditArgs(e chat.AuditEntry) []any {
	return []any{ref(e.ID), instant(e.At), string(e.Origin), ref(e.ActorID), e.ActorName, string(e.Action), e.Target.Type, e.Target.ID,
		e.Target.Name, e.Address, e.UserAgent, e.RequestID, string(e.Outcome), e.Details}
}

// EndAudit ends an entry that has begun. NotFound when there is none.
func (s *Store) EndAudit(ctx context.Context, e store.AuditEnd) error {
	return s.changeOne(ctx, "there is no such action under way", sqlEndAudit, ref(e.ID), e.Target.Type, e.Target.ID, e.Target.Name, string(e.Outcome), e.Details)
}

// ListAudit lists entries, newest first.
func (s *Store) ListAudit(ctx context.Context, q store.AuditQuery) (list []chat.AuditEntry, more bool, err error) {
	start := q.Start()
	list, err = read(ctx, s, func(ctx context.Context, db querier) ([]chat.AuditEntry, error) {
		return all(ctx, db, scanAudit, sqlListAudit, instant(start.At), ref(start.ID), instant(q.Since), ref(q.ActorID), q.ActorName,
			string(q.Action), q.Limit+1)
	})
	list, more = page(list, q.Limit)
	return list, more, err
}

// PruneAudit removes the oldest entries from before a time, at most so many.
func (s *Store) PruneAudit(ctx context.Context, before time.Time, limit int) (removed int, err error) {
	return s.change(ctx, sqlPruneAudit, instant(before), limit)
}

func scanAudit(row pgx.CollectableRow) (e chat.AuditEntry, err error) {
	err = row.Scan(id(&e.ID), at(&e.At), (*string)(&e.Origin), id(&e.ActorID), &e.ActorName, (*string)(&e.Action), &e.Target.Type,
		&e.Target.ID, &e.Target.Name, &e.Address, &e.UserAgent, &e.RequestID, (*string)(&e.Outcome), &e.Details)
	return e, err
}
