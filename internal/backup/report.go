package backup

import (
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

// lastReport is nil when nothing was ever restored.
func (p Place) lastReport() (*Report, error) {
	if p.onPostgres() {
		return nil, nil
	}
	var r Report
	err := readJSON(p.report(), &r)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return &r, err
}
