package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// MakeBackupRequest asks for a backup.
type MakeBackupRequest struct {
	Passphrase *string `json:"passphrase,omitempty" nullable:"true" doc:"Encrypts the file in the age format. Without it or with null the file is not encrypted."`
}

// ImportDataResponse answers an upload that is going to be restored.
type ImportDataResponse struct {
	RestartRequired bool          `json:"restart_required" doc:"Always true: the server starts again by itself, about a second later."`
	Message         chat.Sentence `json:"message"`
}

// RestoreReport says how the last restore went.
type RestoreReport struct {
	At                time.Time      `json:"at"`
	Restored          bool           `json:"restored" doc:"Whether the server runs on the backup; else on the data that it had before."`
	Failure           *chat.Sentence `json:"failure" doc:"Why the backup could not be restored; null when it was."`
	BackupApplication string         `json:"backup_application" doc:"Name of the program that made the backup."`
	BackupVersion     string         `json:"backup_version"`
	BackupCreatedAt   time.Time      `json:"backup_created_at"`
}
