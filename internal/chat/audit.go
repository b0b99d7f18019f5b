package chat

import (
	"slices"
	"strings"
	"time"
)

// AuditEntry tells of one administrative action, of a sign-in, or of what was
// refused to somebody. It keeps the names of whom and what it is about, so that
// it can be read when they are gone.
type AuditEntry struct {
	ID        AuditID      `json:"id"`
	At        time.Time    `json:"at"` // when the action began
	Origin    AuditOrigin  `json:"origin"`
	ActorID   AccountID    `json:"actor_id,omitzero"` // zero = nobody was signed in
	ActorName string       `json:"actor_name"`        // user name at that time
	Action    AuditAction  `json:"action"`
	Target    AuditTarget  `json:"target,omitzero"`
	Address   string       `json:"address"` // of the client; empty = unknown, or there was none
	UserAgent string       `json:"user_agent"`
	RequestID string       `json:"request_id"`
	Outcome   AuditOutcome `json:"outcome"`
	Details   AuditDetails `json:"details,omitzero"`
}

// AuditOrigin says from where an action was taken.
type AuditOrigin string

// The origins.
const (
	AuditRequest     AuditOrigin = "request"
	AuditCommandLine AuditOrigin = "command_line" // on a stopped server
)

// AuditOutcome says what became of an action.
type AuditOutcome string

// The outcomes.
const (
	AuditBegun   AuditOutcome = "begun" // it goes on, or the server ended in its middle
	AuditOK      AuditOutcome = "ok"
	AuditRefused AuditOutcome = "refused" // by a rule; nothing was changed
	AuditFailed  AuditOutcome = "failed"
)

// AuditTarget is what an action was about; zero = the server as a whole.
type AuditTarget struct {
	Type string `json:"type"` // user, provider, model, …
	ID   string `json:"id"`   // empty = it has none, or none yet
	Name string `json:"name"` // at that time
}

// AuditDetails say more about an action. There are never secrets in them.
type AuditDetails struct {
	Changes []AuditChange     `json:"changes,omitzero"`
	Facts   map[string]string `json:"facts,omitzero"`
	Code    string            `json:"code,omitzero"` // why it was refused or failed: the code of the answer
}

// AuditChange is a field that changed. Without values it is one whose values
// nobody is to read, or that cannot be told in a line.
type AuditChange struct {
	Field string `json:"field"`
	Old   any    `json:"old,omitzero"` // a string, number, bool or list of strings; nil = none
	New   any    `json:"new,omitzero"`
}

// AuditAction names a kind of action: what it is about, a dot, what is done.
type AuditAction string

// The actions that no route has.
const (
	AuditRestore   AuditAction = "data.restore" // a backup took the place of the data, or could not
	AuditMove      AuditAction = "data.move"
	AuditAcceptKey AuditAction = "data.accept_key"

	AuditLogin       AuditAction = "auth.login"
	AuditLoginFailed AuditAction = "auth.login_failed"
	AuditDenied      AuditAction = "auth.denied" // what only administrators may do, to somebody else
)

// The facts of an entry that stands for several refusals.
const (
	AuditAttempts = "attempts" // how many
	AuditLast     = "last"     // when the last one was (RFC 3339)
)

// auditActions is every action there is. One that is no longer done stays, as
// long as entries of it may be kept.
var auditActions = []AuditAction{
	"setup.complete", "setup.test_provider",
	"user.create", "user.update", "user.delete", "user.sign_out", "user.sign_out_everywhere",
	"invite.create", "invite.revoke",
	"provider.create", "provider.update", "provider.delete", "provider.test",
	"model.configure", "model.update", "model.delete",
	"branding.update", "branding.set_image", "branding.remove_image",
	"server.update",
	"lmstudio.switch", "lmstudio.load", "lmstudio.unload",
	"audit.export",
	"data.export", "data.import", AuditRestore, AuditMove, AuditAcceptKey,
	AuditLogin, AuditLoginFailed, AuditDenied,
}

// AuditActions lists every action.
func AuditActions() []AuditAction { return slices.Clone(auditActions) }

// Group is what the action is about.
func (a AuditAction) Group() string {
	group, _, _ := strings.Cut(string(a), ".")
	return group
}
