package httpapi

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// AuditFilter selects entries.
type AuditFilter struct {
	Actor  string           `query:"actor" maxLength:"200" doc:"Id or user name of who did it."`
	Action chat.AuditAction `query:"action" pattern:"^[a-z_]+([.][a-z_]+)?$" doc:"An action, or the part before the dot for all that are about the same."`
	Since  time.Time        `query:"since" doc:"Not before this."`
	Until  time.Time        `query:"until" doc:"Only before this."`
}

func (f AuditFilter) query() store.AuditQuery {
	q := store.AuditQuery{Action: f.Action, Since: f.Since, Until: f.Until}
	id, err := chat.ParseID[chat.Account](f.Actor)
	if err == nil {
		q.ActorID = id
	} else {
		q.ActorName = f.Actor
	}
	return q
}

type listAuditInput struct {
	AuditFilter

	Before string `query:"before" maxLength:"100" doc:"next of the page before."`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"At most 200; 50 when missing."`
}

// auditPage is how many entries are listed by default.
const auditPage = 50

func (s *Server) listAudit(ctx context.Context, in *listAuditInput) (*payload[api.AuditPage], error) {
	q := in.query()
	q.Limit = cmp.Or(in.Limit, auditPage)
	var err error
	if q.Before, err = parseAuditCursor(in.Before); err != nil {
		return nil, err
	}
	list, more, err := s.audit.Entries(ctx, actorOf(ctx), q)
	if err != nil {
		return nil, err
	}
	page := api.AuditPage{Entries: make([]api.AuditEntry, len(list))}
	for i, e := range list {
		page.Entries[i] = auditEntryOf(e)
	}
	if more {
		page.Next = new(auditCursor(list[len(list)-1]))
	}
	return respond(page), nil
}

// auditCursor is the place of an entry as clients pass it on: its time in
// microseconds since 1970, and its id.
func auditCursor(e chat.AuditEntry) string { return fmt.Sprintf("%d-%s", e.At.UnixMicro(), e.ID) }

func parseAuditCursor(text string) (c store.AuditCursor, err error) {
	if text == "" {
		return c, nil
	}
	micros, id, _ := strings.Cut(text, "-")
	at, err := strconv.ParseInt(micros, 10, 64)
	if err == nil {
		c.At = time.UnixMicro(at)
		c.ID, err = chat.ParseID[chat.AuditEntry](id)
	}
	if err != nil {
		return c, &requestError{kindAnswer: badQuery, message: "The parameter before has to be the next of an earlier page."}
	}
	return c, nil
}

func auditEntryOf(e chat.AuditEntry) api.AuditEntry {
	entry := api.AuditEntry{
		ID: e.ID, At: e.At, Origin: e.Origin, Action: api.AuditAction(e.Action), Address: orNil(e.Address),
		UserAgent: e.UserAgent, RequestID: e.RequestID, Outcome: e.Outcome,
		Details: api.AuditDetails{Changes: make([]api.AuditChange, len(e.Details.Changes)), Facts: e.Details.Facts, Code: orNil(e.Details.Code)},
	}
	if e.ActorName != "" {
		entry.Actor = &api.AuditActor{ID: e.ActorID, Username: e.ActorName}
	}
	if e.Target.Type != "" {
		entry.Target = &api.AuditTarget{Type: e.Target.Type, ID: orNil(e.Target.ID), Name: e.Target.Name}
	}
	for i, c := range e.Details.Changes {
		entry.Details.Changes[i] = api.AuditChange(c)
	}
	if entry.Details.Facts == nil {
		entry.Details.Facts = map[string]string{}
	}
	return entry
}
