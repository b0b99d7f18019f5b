package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// perform calls a handler when the caller may. The entry of an administrative
// action is written before it begins: an action that cannot be recorded is not
// done. A request that nobody can read never gets this far and leaves no entry.
func (x *exchange) perform(ctx context.Context, handler func() error) error {
	if err := x.enter(); err != nil {
		return err
	}
	acts, err := x.acts(ctx)
	if err != nil {
		return err
	}
	if !acts {
		return handler()
	}
	record, err := x.server.audit.Begin(ctx, x.entry())
	if err != nil {
		return unrecorded(err)
	}
	x.record = record
	outcome, code := chat.AuditFailed, kinds[chat.Internal].chats // of a handler that panics
	defer func() { x.endRecord(ctx, outcome, code) }()
	err = handler()
	outcome, code = verdict(err)
	return err
}

// acts reports whether the request is an administrative action. Who only asks
// about a file has none made, and who comes to first-run setup when it is over
// is just anybody.
func (x *exchange) acts(ctx context.Context) (bool, error) {
	switch {
	case x.route.audit == "" || x.request.Method == http.MethodHead:
		return false, nil
	case x.route.needsLogin():
		return true, nil
	}
	over, err := x.server.accounts.IsSetup(ctx)
	return !over, err
}

// unrecorded keeps the failure's kind when the caller has left.
func unrecorded(err error) error {
	if chat.KindOf(err) == chat.Canceled {
		return err
	}
	return chat.Wrap(chat.Unavailable, "The audit log cannot be written, so nothing was changed. Please try again.", err)
}

// entry is what is known of an action before it begins.
func (x *exchange) entry() chat.AuditEntry {
	e := chat.AuditEntry{
		Origin:    chat.AuditRequest,
		ActorID:   x.login.actor.Account.ID,
		ActorName: x.login.actor.Account.Username,
		Action:    x.route.audit,
		Target:    addressed(x.route.path, x.request),
		UserAgent: x.request.UserAgent(),
		RequestID: x.id,
	}
	if x.client.IsValid() {
		e.Address = x.client.String()
	}
	return e
}

// recordDenial tells the audit log of somebody who asked for what only
// administrators may. They are refused in any case.
func (x *exchange) recordDenial(ctx context.Context) {
	e, request := x.entry(), x.route.method+" "+x.route.path
	e.Action = chat.AuditDenied
	e.Details = chat.AuditDetails{Code: kinds[chat.Forbidden].chats, Facts: map[string]string{"request": request}}
	if err := x.server.audit.Count(ctx, e, e.ActorID.String()+" "+request); err != nil && chat.KindOf(err) != chat.Canceled {
		x.server.log.ErrorContext(ctx, "a refused request was not recorded", "request_id", x.id, "error", err)
	}
}

// addressed is what an address names: the word before its first parameter, in
// the singular, and the parameter.
func addressed(pattern string, r *http.Request) chat.AuditTarget {
	before, after, found := strings.Cut(pattern, "/{")
	if !found {
		return chat.AuditTarget{}
	}
	parameter, _, _ := strings.Cut(after, "}")
	noun := before[strings.LastIndexByte(before, '/')+1:]
	return chat.AuditTarget{Type: strings.TrimSuffix(noun, "s"), ID: r.PathValue(parameter)}
}

// recordPatience is how long the end of an action may take to be written.
const recordPatience = 10 * time.Second

// endRecord also works for a caller who has left. The action is done by now: when
// its end cannot be written, the entry says that it has begun, and the log why.
func (x *exchange) endRecord(ctx context.Context, outcome chat.AuditOutcome, code string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordPatience)
	defer cancel()
	if err := x.record.End(ctx, outcome, code); err != nil {
		x.server.log.ErrorContext(ctx, "the end of an administrative action was not recorded",
			"action", x.route.audit, "outcome", outcome, "request_id", x.id, "error", err)
	}
}

// verdict tells what a rule refused from what went wrong.
func verdict(err error) (outcome chat.AuditOutcome, code string) {
	if err == nil {
		return chat.AuditOK, ""
	}
	f := explain(err)
	if f.status >= http.StatusInternalServerError || chat.KindOf(err) == chat.Canceled {
		return chat.AuditFailed, f.chats
	}
	return chat.AuditRefused, f.chats
}

// What actions are about, besides what addresses name.
const (
	userTarget     = "user"
	inviteTarget   = "invite"
	providerTarget = "provider"
	modelTarget    = "model"
)
