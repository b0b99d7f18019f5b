package settings

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// MaxImageBytes bounds a picture of the server's own.
const MaxImageBytes = 1 << 20

// Image returns a picture of the server's own. NotFound while there is none.
func (s *Service) Image(ctx context.Context, kind store.ImageKind) (store.BrandImage, error) {
	return s.store.BrandImage(ctx, kind)
}

// SetImage replaces a picture. Forbidden unless the actor is an administrator,
// Invalid unless content is a picture of the type that is said and fit for its
// place.
func (s *Service) SetImage(ctx context.Context, a chat.Actor, kind store.ImageKind, mediaType string, content []byte) error {
	if err := requireAdmin(a); err != nil {
		return err
	}
	if err := checkImage(kind, mediaType, content); err != nil {
		return err
	}
	err := s.store.PutBrandImage(ctx, store.BrandImage{
		Kind: kind, MediaType: mediaType, Content: content, Version: version(content), UpdatedAt: s.now().UTC(),
	})
	return s.told(err)
}

// RemoveImage takes a picture away, if there is one. Forbidden unless the actor
// is an administrator.
func (s *Service) RemoveImage(ctx context.Context, a chat.Actor, kind store.ImageKind) error {
	if err := requireAdmin(a); err != nil {
		return err
	}
	return s.told(s.store.RemoveBrandImage(ctx, kind))
}

// CSSVersion is another one for another style sheet; empty when there is none.
func CSSVersion(css string) string {
	if css == "" {
		return ""
	}
	return version([]byte(css))
}

// version is short, and yet nobody has two contents with the same one.
func version(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:12])
}
