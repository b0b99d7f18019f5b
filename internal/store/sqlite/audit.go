package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	auditColumns = `id, at, origin, actor_id, actor_name, action, target_type, target_id, target_name, address, user_agent,
		request_id, outcome, details`

	sqlAddAudit = `
		INSERT INTO audit_entries (` + auditColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`
	sqlCountAudit = `
		INSERT INTO audit_entries (` + auditColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET details = json_set(details,
			'$.facts.attempts', CAST(json_extract(details, '$.facts.attempts') + 1 AS TEXT),
			'$.facts.last', json_extract(excluded.details, '$.facts.last'))`
	sqlEndAudit = `
		UPDATE audit_entries SET target_type = ?2, target_id = ?3, target_name = ?4, outcome = ?5, details = ?6
		WHERE id = ?1 AND outcome = 'begun'`
	// The places of entries are compared from the newest down; behind the last
	// microsecond that can be stored there is none.
	sqlListAudit = `
		SELECT ` + auditColumns + ` FROM audit_entries
		WHERE (at, id) < (coalesce(?1, 9223372036854775807), coalesce(?2, x'')) AND at >= coalesce(?3, -9223372036854775808)
		  AND (?4 IS NULL OR actor_id = ?4) AND (?5 = '' OR actor_name = ?5)
		  AND (?6 = '' OR action = ?6 OR substr(action, 1, length(?6) + 1) = ?6 || '.')
		ORDER BY at DESC, id DESC LIMIT +?7`
	sqlPruneAudit = `
		DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries WHERE at < ?1 ORDER BY at, id LIMIT +?2)`
)

// AddAudit adds an entry. To repeat it changes nothing.
func (s *Store) AddAudit(ctx context.Context, e chat.AuditEntry) error {
	return s.write(ctx, func(t *tx) error { return t.writeAudit(sqlAddAudit, e) })
}

// CountAudit adds an entry, or counts it to the one that has its id.
func (s *Store) CountAudit(ctx context.Context, e chat.AuditEntry) error {
	return s.write(ctx, func(t *tx) error { return t.writeAudit(sqlCountAudit, e) })
}

func (t *tx) writeAudit(statement string, e chat.AuditEntry) error {
	details, err := json.Marshal(e.Details)
	if err != nil {
		return err
	}
	return t.exec(statement, e.ID, micros(e.At), e.Origin, e.ActorID, e.ActorName, e.Action, e.Target.Type, e.Target.ID,
		e.Target.Name, e.Address, e.UserAgent, e.RequestID, e.Outcome, string(details))
}

// EndAudit ends an entry that has begun. NotFound when there is none.
func (s *Store) EndAudit(ctx context.Context, e store.AuditEnd) error {
	details, err := json.Marshal(e.Details)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.change(sqlEndAudit, e.ID, e.Target.Type, e.Target.ID, e.Target.Name, e.Outcome, string(details))
		if err == nil && n == 0 {
			return chat.Errorf(chat.NotFound, "there is no such action under way")
		}
		return err
	})
}

// ListAudit lists entries, newest first.
func (s *Store) ListAudit(ctx context.Context, q store.AuditQuery) (list []chat.AuditEntry, more bool, err error) {
	start := q.Start()
	list, err = read(ctx, s, func(r querier) ([]chat.AuditEntry, error) {
		return all(r, scanAudit, sqlListAudit, args{micros(start.At), start.ID, micros(q.Since), q.ActorID, q.ActorName, q.Action, q.Limit + 1})
	})
	list, more = page(list, q.Limit)
	return list, more, err
}

// PruneAudit removes the oldest entries from before a time, at most so many.
func (s *Store) PruneAudit(ctx context.Context, before time.Time, limit int) (removed int, err error) {
	return write(ctx, s, func(t *tx) (int, error) { return t.change(sqlPruneAudit, micros(before), limit) })
}

func scanAudit(row scanner) (e chat.AuditEntry, err error) {
	var details []byte
	if err := row.Scan(&e.ID, at(&e.At), &e.Origin, &e.ActorID, &e.ActorName, &e.Action, &e.Target.Type, &e.Target.ID,
		&e.Target.Name, &e.Address, &e.UserAgent, &e.RequestID, &e.Outcome, &details); err != nil {
		return e, err
	}
	return e, json.Unmarshal(details, &e.Details)
}
