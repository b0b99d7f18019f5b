package api

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// AuditAction names a kind of administrative action.
type AuditAction chat.AuditAction

// Schema lists the actions. The log may also have ones that earlier versions
// knew.
func (AuditAction) Schema(huma.Registry) *huma.Schema {
	names := []any{}
	for _, action := range chat.AuditActions() {
		names = append(names, string(action))
	}
	return &huma.Schema{Type: huma.TypeString, Enum: names, Description: "What it is about, a dot, what was done."}
}

// AuditEntry tells of one administrative action.
type AuditEntry struct {
	ID        chat.AuditID      `json:"id" format:"uuid"`
	At        time.Time         `json:"at" doc:"When the action began."`
	Origin    chat.AuditOrigin  `json:"origin" enum:"request,command_line" doc:"command_line: on a stopped server."`
	Actor     *AuditActor       `json:"actor" doc:"null when nobody was signed in: during setup and on the command line."`
	Action    AuditAction       `json:"action"`
	Target    *AuditTarget      `json:"target" doc:"null when the action was about the server as a whole."`
	Address   *string           `json:"address" doc:"Of the client, seen through trusted proxies."`
	UserAgent string            `json:"user_agent" doc:"Shortened."`
	RequestID string            `json:"request_id" doc:"The same as in the server's log."`
	Outcome   chat.AuditOutcome `json:"outcome" enum:"begun,ok,refused,failed" doc:"begun: the action goes on, or the server ended in its middle. refused: by a rule, nothing was changed."`
	Details   AuditDetails      `json:"details"`
}

// AuditActor is who did it.
type AuditActor struct {
	ID       chat.AccountID `json:"id" format:"uuid"`
	Username string         `json:"username" doc:"At that time."`
}

// AuditTarget is what it was done to.
type AuditTarget struct {
	Type string  `json:"type" doc:"user, provider, model, …"`
	ID   *string `json:"id" doc:"null when it has none, or none yet."`
	Name string  `json:"name" doc:"At that time; empty when it has none."`
}

// AuditDetails say more. There are never secrets in them.
type AuditDetails struct {
	Changes []AuditChange     `json:"changes"`
	Facts   map[string]string `json:"facts"`
	Code    *string           `json:"code" doc:"Why it was refused or failed: the code of the answer."`
}

// AuditChange is a field that changed; both values are null where they are not
// told.
type AuditChange struct {
	Field string `json:"field"`
	Old   any    `json:"old" doc:"A string, a number, a boolean or a list of strings; null = none."`
	New   any    `json:"new" doc:"Likewise."`
}

// AuditPage is a part of the log, newest entry first.
type AuditPage struct {
	Entries []AuditEntry `json:"entries"`
	Next    *string      `json:"next" doc:"before of the next page; null = that was the oldest."`
}
