package storetest

import (
	"strings"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (w *world) auditEntry(actor string, action chat.AuditAction) chat.AuditEntry {
	return chat.AuditEntry{
		ID: chat.NewID[chat.AuditEntry](), At: w.now(), Origin: chat.AuditRequest, ActorID: chat.NewID[chat.Account](), ActorName: actor,
		Action: action, Address: "192.0.2.1", UserAgent: "Firefox", RequestID: "r-1", Outcome: chat.AuditBegun,
	}
}

func (w *world) audited(q store.AuditQuery) []chat.AuditEntry {
	w.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	list, _, err := w.ListAudit(w.Context(), q)
	w.must(err)
	return list
}

func testAudit(w *world) {
	ctx := w.Context()
	e := w.auditEntry("ada", "user.update")
	e.Target = chat.AuditTarget{Type: "user", ID: "1"}
	w.must(w.AddAudit(ctx, e))
	equal(w, "begun", w.audited(store.AuditQuery{}), []chat.AuditEntry{e})

	end := store.AuditEnd{
		ID: e.ID, Outcome: chat.AuditOK, Target: chat.AuditTarget{Type: "user", ID: "1", Name: "=2+3 \u2028 日本"},
		Details: chat.AuditDetails{
			Changes: []chat.AuditChange{
				{Field: "role", Old: "user", New: "admin"}, {Field: "disabled", Old: false, New: true}, {Field: "price", New: 0.25},
				{Field: "proxies", New: []any{"10.0.0.0/8"}}, {Field: "password"},
			},
			Facts: map[string]string{"chats": "3"},
		},
	}
	w.must(w.EndAudit(ctx, end))
	e.Target, e.Outcome, e.Details = end.Target, end.Outcome, end.Details
	equal(w, "ended", w.audited(store.AuditQuery{}), []chat.AuditEntry{e})

	end.Outcome, end.Details = chat.AuditFailed, chat.AuditDetails{Code: "conflict"}
	w.refuses(chat.NotFound, w.EndAudit(ctx, end))
	end.ID = chat.NewID[chat.AuditEntry]()
	w.refuses(chat.NotFound, w.EndAudit(ctx, end))
	again := e
	again.ActorName = "eve"
	w.must(w.AddAudit(ctx, again))
	equal(w, "what has ended stays", w.audited(store.AuditQuery{}), []chat.AuditEntry{e})

	// Whoever did it can go, and the entry stays.
	person := w.account("bob")
	other := w.auditEntry(person.Username, "user.delete")
	other.ActorID = person.ID
	w.must(w.AddAudit(ctx, other))
	w.must(w.delete(person))
	equal(w, "of an account that is gone", w.audited(store.AuditQuery{ActorID: person.ID}), []chat.AuditEntry{other})
}

func testAuditQueries(w *world) {
	ctx := w.Context()
	var all []chat.AuditEntry // newest first
	for _, action := range []chat.AuditAction{"user.create", "model.update", "user.delete", "users.merge", "data.export"} {
		e := w.auditEntry("Ada", action)
		if strings.HasPrefix(string(action), "data") {
			e.ActorID, e.ActorName, e.Origin = chat.AccountID{}, "", chat.AuditCommandLine
		}
		w.must(w.AddAudit(ctx, e))
		all = append([]chat.AuditEntry{e}, all...)
	}
	last := all[0]
	last.ID = chat.NewID[chat.AuditEntry]() // later than the other one of the same instant
	w.must(w.AddAudit(ctx, last))
	all = append([]chat.AuditEntry{last}, all...)

	for what, test := range map[string]struct {
		query store.AuditQuery
		want  []chat.AuditEntry
	}{
		"all":            {store.AuditQuery{}, all},
		"one action":     {store.AuditQuery{Action: "user.delete"}, all[3:4]},
		"a group":        {store.AuditQuery{Action: "user"}, []chat.AuditEntry{all[3], all[5]}},
		"an actor":       {store.AuditQuery{ActorID: all[4].ActorID}, all[4:5]},
		"a name":         {store.AuditQuery{ActorName: "ADA"}, all[2:]},
		"since":          {store.AuditQuery{Since: all[3].At}, all[:4]},
		"until":          {store.AuditQuery{Until: all[3].At}, all[4:]},
		"in between":     {store.AuditQuery{Since: all[4].At, Until: all[2].At}, all[3:5]},
		"behind":         {store.AuditQuery{Before: store.AuditCursor{At: all[0].At, ID: all[0].ID}}, all[1:]},
		"behind, until":  {store.AuditQuery{Before: store.AuditCursor{At: all[4].At, ID: all[4].ID}, Until: all[0].At}, all[5:]},
		"until, behind":  {store.AuditQuery{Before: store.AuditCursor{At: all[0].At, ID: all[0].ID}, Until: all[4].At}, all[5:]},
		"of another age": {store.AuditQuery{Since: all[0].At.Add(time.Hour)}, nil},
	} {
		equal(w, what, w.audited(test.query), test.want)
	}

	var read []chat.AuditEntry
	for q, more := (store.AuditQuery{Limit: 2}), true; more; {
		var list []chat.AuditEntry
		var err error
		list, more, err = w.ListAudit(ctx, q)
		w.must(err)
		read = append(read, list...)
		q.Before = store.AuditCursor{At: list[len(list)-1].At, ID: list[len(list)-1].ID}
	}
	equal(w, "page by page", read, all)
}

func testPruneAudit(w *world) {
	var all []chat.AuditEntry // oldest first
	for range 5 {
		e := w.auditEntry("ada", "server.update")
		w.must(w.AddAudit(w.Context(), e))
		all = append(all, e)
	}
	for _, want := range []int{2, 1, 0} {
		removed, err := w.PruneAudit(w.Context(), all[3].At, 2)
		w.must(err)
		equal(w, "removed", removed, want)
	}
	equal(w, "kept", w.audited(store.AuditQuery{}), []chat.AuditEntry{all[4], all[3]})
}

// testCountAudit: what is refused again and again is one entry.
func testCountAudit(w *world) {
	e := w.auditEntry("", chat.AuditLoginFailed)
	e.ActorID, e.Outcome = chat.AccountID{}, chat.AuditRefused
	e.Details = chat.AuditDetails{Code: "wrong_password", Facts: map[string]string{chat.AuditAttempts: "1", chat.AuditLast: "first", "other": "x"}}
	first := e
	for _, last := range []string{"first", "second", "third"} {
		if last != "first" {
			e.Details.Facts = map[string]string{chat.AuditAttempts: "1", chat.AuditLast: last}
		}
		w.must(w.CountAudit(w.Context(), e))
		e.At, e.Address = w.now(), "192.0.2.2"
	}
	first.Details.Facts = map[string]string{chat.AuditAttempts: "3", chat.AuditLast: "third", "other": "x"}
	equal(w, "counted", w.audited(store.AuditQuery{}), []chat.AuditEntry{first})

	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { w.must(w.CountAudit(w.Context(), e)) })
	}
	all.Wait()
	equal(w, "at the same time", w.audited(store.AuditQuery{})[0].Details.Facts[chat.AuditAttempts], "11")
}

// testSignInAudit: a sign-in and its entry are one unit of work.
func testSignInAudit(w *world) {
	ada := w.account("ada")
	e := w.auditEntry("ada", chat.AuditLogin)
	e.ActorID, e.Outcome, e.Details.Facts = ada.ID, chat.AuditOK, map[string]string{"program": "true"}
	session := w.newSession(ada, "token")
	w.must(w.AddSession(w.Context(), store.NewSession{Session: session, Entry: &e}))
	equal(w, "signed in", w.audited(store.AuditQuery{}), []chat.AuditEntry{e})

	other := w.auditEntry("eve", chat.AuditLogin)
	w.refuses(chat.Conflict, w.AddSession(w.Context(), store.NewSession{Session: session, Entry: &other}))
	equal(w, "not signed in", w.audited(store.AuditQuery{}), []chat.AuditEntry{e})
}
