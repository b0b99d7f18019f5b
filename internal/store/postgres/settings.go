package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	settingsRow = `id, server_id, server_name, public_url, accent_color, custom_css, trusted_proxies, lmstudio_path, setup_complete,
		updated_at`
	settingsColumns = `server_id::text, server_name, public_url, accent_color, custom_css, trusted_proxies, lmstudio_path,
		setup_complete, updated_at,
		coalesce((SELECT version FROM rustygpt.branding_images WHERE kind = 'logo'), ''),
		coalesce((SELECT version FROM rustygpt.branding_images WHERE kind = 'favicon'), '')`

	sqlSettings       = `SELECT ` + settingsColumns + ` FROM rustygpt.server_settings`
	sqlUpdateSettings = `
		WITH was AS (
			SELECT ` + settingsRow + ` FROM rustygpt.server_settings FOR UPDATE
		), became AS (
			UPDATE rustygpt.server_settings
			SET server_name = coalesce($1, server_name), public_url = coalesce($2, public_url),
			    accent_color = coalesce($3, accent_color), custom_css = coalesce($4, custom_css),
			    trusted_proxies = coalesce($5, trusted_proxies), lmstudio_path = coalesce($7, lmstudio_path), updated_at = $6
			WHERE id IN (SELECT id FROM was)
			RETURNING ` + settingsRow + `
		)
		SELECT ` + settingsColumns + ` FROM became UNION ALL SELECT ` + settingsColumns + ` FROM was`
)

// Settings are the server's own.
func (s *Store) Settings(ctx context.Context) (store.Settings, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (store.Settings, error) {
		return one(ctx, q, scanSettings, sqlSettings)
	})
}

// UpdateSettings changes them.
func (s *Store) UpdateSettings(ctx context.Context, p store.SettingsPatch) (store.Changed[store.Settings], error) {
	return write(ctx, s, func(ctx context.Context, q querier) (store.Changed[store.Settings], error) {
		return changed(ctx, q, scanSettings, sqlUpdateSettings, p.ServerName, p.PublicURL, p.AccentColor, p.CustomCSS, p.TrustedProxies,
			instant(p.At), p.LMStudioPath)
	})
}

func scanSettings(row pgx.CollectableRow) (v store.Settings, err error) {
	err = row.Scan(&v.ServerID, &v.ServerName, &v.PublicURL, &v.AccentColor, &v.CustomCSS, &v.TrustedProxies, &v.LMStudioPath, &v.SetupComplete,
		at(&v.UpdatedAt), &v.LogoVersion, &v.FaviconVersion)
	return v, err
}
