package httpapi

import (
	"mime"
	"net/http"

	"github.com/rustygpt/rustygpt/internal/chat"
)

type wellKnownInput struct {
	Path string `path:"path"`
}

// getWellKnown serves the documents that the configuration lists (RFC 8615).
func (s *Server) getWellKnown(w http.ResponseWriter, _ *http.Request, in *wellKnownInput) error {
	for _, entry := range s.config.WellKnown {
		if entry.Path != ".well-known/"+in.Path {
			continue
		}
		mediaType := entry.ContentType
		if _, _, err := mime.ParseMediaType(mediaType); err != nil {
			mediaType = "text/plain; charset=utf-8"
		}
		w.Header().Set("Cache-Control", "max-age=3600, public")
		return writeDocument(w, mediaType, []byte(entry.Body))
	}
	return chat.Errorf(chat.NotFound, "There is nothing at this address.")
}
