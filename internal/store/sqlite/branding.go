package sqlite

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlBrandImage    = `SELECT kind, media_type, version, content, updated_at FROM branding_images WHERE kind = ?`
	sqlPutBrandImage = `
		INSERT INTO branding_images (kind, media_type, version, content, updated_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (kind) DO UPDATE
		SET media_type = excluded.media_type, version = excluded.version, content = excluded.content, updated_at = excluded.updated_at`
	sqlRemoveBrandImage = `DELETE FROM branding_images WHERE kind = ?`
)

// BrandImage is a picture of the server's own. NotFound while there is none.
func (s *Store) BrandImage(ctx context.Context, kind store.ImageKind) (store.BrandImage, error) {
	return read(ctx, s, func(q querier) (store.BrandImage, error) {
		v, err := one(q, scanBrandImage, sqlBrandImage, args{kind})
		return v, orNotFound(err, "there is no such picture")
	})
}

// PutBrandImage sets it.
func (s *Store) PutBrandImage(ctx context.Context, v store.BrandImage) error {
	return s.write(ctx, func(t *tx) error {
		return t.exec(sqlPutBrandImage, v.Kind, v.MediaType, v.Version, v.Content, micros(v.UpdatedAt))
	})
}

// RemoveBrandImage removes it, if there is one.
func (s *Store) RemoveBrandImage(ctx context.Context, kind store.ImageKind) error {
	return s.write(ctx, func(t *tx) error { return t.exec(sqlRemoveBrandImage, kind) })
}

func scanBrandImage(row scanner) (v store.BrandImage, err error) {
	err = row.Scan(&v.Kind, &v.MediaType, &v.Version, &v.Content, at(&v.UpdatedAt))
	return v, err
}
