package backup

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Report says how the last restore went.
type Report struct {
	At      time.Time       `json:"at"`
	Backup  Manifest        `json:"backup"`
	Failure chat.Sentence   `json:"failure,omitzero"` // empty = the server runs on the backup
	Entry   chat.AuditEntry `json:"entry,omitzero"`   // for the audit log of the data that there is now; zero in reports of earlier versions
}

func newReport(at time.Time, from origin, failure error) Report {
	r := Report{At: at.UTC(), Backup: from.Manifest, Entry: from.Entry}
	r.Entry.At, r.Entry.Outcome = r.At, chat.AuditOK
	r.Entry.Details.Facts = map[string]string{"backup": from.Manifest.String()}
	if failure != nil {
		r.Failure = why(failure).Whole()
		r.Entry.Outcome, r.Entry.Details.Facts["failure"] = chat.AuditFailed, string(r.Failure)
	}
	return r
}

// why tells the cause, too: who restores a backup looks after the server.
func why(failure error) chat.Sentence {
	e, ok := errors.AsType[*chat.Error](failure)
	if !ok || e.Err == nil || e.Error() != failure.Error() {
		return chat.Verbatim(failure.Error())
	}
	return chat.Fill("%s: %s", e.Message, chat.Verbatim(e.Err.Error()))
}

// lastReport is nil when nothing was ever restored.
func (p Place) lastReport(ctx context.Context) (*Report, error) {
	if p.onPostgres() {
		return p.lastReplacement(ctx)
	}
	var r Report
	err := readJSON(p.report(), &r)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return &r, err
}
