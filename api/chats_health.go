package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// AdminHealth is how the server is, for administrators.
type AdminHealth struct {
	Version   string          `json:"version"`
	StartedAt time.Time       `json:"started_at"`
	Disks     []DiskHealth    `json:"disks" doc:"The file systems of the server's data; none where this system does not tell."`
	Database  DatabaseHealth  `json:"database"`
	Logs      *LogHealth      `json:"logs" doc:"The files of the log; null when the log is kept in no files."`
	Sweeps    []SweepHealth   `json:"sweeps" doc:"What is removed in the background."`
	Warnings  []HealthWarning `json:"warnings" doc:"What somebody should look after; empty when all is well."`
}

// DiskHealth is the room on a file system.
type DiskHealth struct {
	Name       string `json:"name" enum:"data,database" doc:"What is kept there: the data directory, or the database where that is elsewhere."`
	Path       string `json:"path"`
	FreeBytes  uint64 `json:"free_bytes" doc:"What the server may still use."`
	TotalBytes uint64 `json:"total_bytes"`
	Level      string `json:"level" enum:"ample,low,full" doc:"full: nothing more is taken in."`
}

// DatabaseHealth is the size of the database.
type DatabaseHealth struct {
	Engine string `json:"engine" enum:"sqlite,postgres"`
	Bytes  int64  `json:"bytes"`
}

// LogHealth is the size of the log.
type LogHealth struct {
	Path  string `json:"path"`
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
}

// SweepHealth is how the last sweep of one kind went, at the instance that
// answers.
type SweepHealth struct {
	Name    string     `json:"name" doc:"What is removed."`
	At      *time.Time `json:"at" doc:"When it was done; null = not yet."`
	Removed int        `json:"removed"`
	Failed  bool       `json:"failed" doc:"Whether it broke off; it is tried again."`
}

// HealthWarning is something that somebody should look after.
type HealthWarning struct {
	Code    string        `json:"code" enum:"disk_low,disk_full,log_failing,sweep_failing"`
	Message chat.Sentence `json:"message" doc:"What it is and what to do, for people."`
}

// StreamProbe is one frame of the stream that shows whether frames arrive when
// they are sent.
type StreamProbe struct {
	Frame     int    `json:"frame" doc:"Its number, from 1."`
	Of        int    `json:"of" doc:"How many there are."`
	ElapsedMS int64  `json:"elapsed_ms" doc:"Milliseconds since the first one was sent."`
	HTTPS     bool   `json:"https" doc:"Whether the server takes the caller's own connection for an encrypted one."`
	Forwarded string `json:"forwarded" enum:"none,trusted,ignored" doc:"What became of X-Forwarded-For and X-Forwarded-Proto: not there; believed; or not, because no trusted proxy has sent them."`
}
