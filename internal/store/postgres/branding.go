package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlBrandImage    = `SELECT kind, media_type, version, content, updated_at FROM rustygpt.branding_images WHERE kind = $1`
	sqlPutBrandImage = `
		INSERT INTO rustygpt.branding_images (kind, media_type, version, content, updated_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (kind) DO UPDATE
		SET media_type = excluded.media_type, version = excluded.version, content = excluded.content, updated_at = excluded.updated_at`
	sqlRemoveBrandImage = `DELETE FROM rustygpt.branding_images WHERE kind = $1`
)

// BrandImage is a picture of the server's own. NotFound while there is none.
func (s *Store) BrandImage(ctx context.Context, kind store.ImageKind) (store.BrandImage, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.BrandImage, error) {
		v, err := one(ctx, q, scanBrandImage, sqlBrandImage, string(kind))
		return v, orNotFound(err, "there is no such picture")
	})
}

// PutBrandImage sets it.
func (s *Store) PutBrandImage(ctx context.Context, v store.BrandImage) error {
	return s.exec(ctx, sqlPutBrandImage, string(v.Kind), v.MediaType, v.Version, v.Content, instant(v.UpdatedAt))
}

// RemoveBrandImage removes it, if there is one.
func (s *Store) RemoveBrandImage(ctx context.Context, kind store.ImageKind) error {
	return s.exec(ctx, sqlRemoveBrandImage, string(kind))
}

func scanBrandImage(row pgx.CollectableRow) (v store.BrandImage, err error) {
	err = row.Scan((*string)(&v.Kind), &v.MediaType, &v.Version, &v.Content, at(&v.UpdatedAt))
	return v, err
}
