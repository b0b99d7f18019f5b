package backup

import (
	"context"
	"errors"
	"io/fs"
	"time"
)

// Report says how the last restore went.
type Report struct {
	At      time.Time `json:"at"`
	Backup  Manifest  `json:"backup"`
	Failure string    `json:"failure,omitzero"` // empty = the server runs on the backup
}

func newReport(at time.Time, m Manifest, failure error) Report {
	r := Report{At: at.UTC(), Backup: m}
	if failure != nil {
		r.Failure = failure.Error()
	}
	return r
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
