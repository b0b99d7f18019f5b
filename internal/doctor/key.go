package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
)

// putBack is what to do about a key that does not fit.
const putBack = "Copy encryption.key into the data directory: from a backup, or from another instance on the database. " +
	"If it is lost, stop every server and run: rustygpt db accept-key"

// checkKey opens everything that is sealed in the database.
func checkKey(_ context.Context, e *examination) []Finding {
	path := filepath.Join(e.config.Storage.DataDir, "encryption.key")
	key, err := os.ReadFile(path)
	switch used := e.stored != nil && e.stored.KeyFingerprint != ""; {
	case errors.Is(err, fs.ErrNotExist) && used:
		return problem("The encryption key is missing, and the database has been used with one.", putBack)
	case errors.Is(err, fs.ErrNotExist):
		return skipped("There is no encryption key yet; the server's first start makes one.")
	case err != nil:
		return problem(fmt.Sprintf("The encryption key cannot be read: %v.", err), asOwner)
	}
	box, err := secret.New(key)
	switch {
	case err != nil:
		return problem(fmt.Sprintf("The file of the encryption key is none: %v.", err), putBack)
	case e.stored == nil:
		return skipped("There is an encryption key. Whether it fits cannot be told without the database.")
	case e.stored.KeyFingerprint != "" && e.stored.KeyFingerprint != box.Fingerprint():
		return problem("The encryption key is not the one that the database has been used with.", putBack)
	}
	if lost := lostSecrets(box, e.stored.Providers); len(lost) > 0 {
		return problem("The stored keys or headers of some providers do not open: "+strings.Join(lost, ", ")+".",
			"Enter them again in the administration of the web app, under Providers.")
	}
	return ok("The encryption key is there and opens what is sealed with it.")
}

// lostSecrets names the providers with secrets that do not open. Those of the
// settings are sealed anew by every start.
func lostSecrets(box *secret.Box, providers []chat.Provider) (names []string) {
	for _, p := range providers {
		if p.Source == chat.SourceConfig {
			continue
		}
		if !opens(box, p.SealedKey, chat.KeyPlace(p.ID)) || !opens(box, p.SealedHeaders, chat.HeadersPlace(p.ID)) {
			names = append(names, p.Name)
		}
	}
	return names
}

func opens(box *secret.Box, sealed, place string) bool {
	if sealed == "" {
		return true
	}
	_, err := box.Open(sealed, place)
	return err == nil
}
