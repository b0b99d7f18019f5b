package sqlite

import (
	"context"
	"encoding/json"

	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlInitSettings = `INSERT INTO settings (id, server_id, updated_at) VALUES (1, ?, ?) ON CONFLICT DO NOTHING`
	sqlSettings     = `
		SELECT server_id, server_name, public_url, accent_color, custom_css, trusted_proxies, lmstudio_path, setup_complete, updated_at,
			coalesce((SELECT version FROM branding_images WHERE kind = 'logo'), ''),
			coalesce((SELECT version FROM branding_images WHERE kind = 'favicon'), '')
		FROM settings`
	sqlUpdateSettings = `
		UPDATE settings
		SET server_name = ?, public_url = ?, accent_color = ?, custom_css = ?, trusted_proxies = ?, lmstudio_path = ?, updated_at = ?`
)

// Settings are the server's own.
func (s *Store) Settings(ctx context.Context) (store.Settings, error) {
	return read(ctx, s, func(q querier) (store.Settings, error) { return one(q, scanSettings, sqlSettings, nil) })
}

// UpdateSettings changes them.
func (s *Store) UpdateSettings(ctx context.Context, p store.SettingsPatch) (changed store.Changed[store.Settings], err error) {
	return write(ctx, s, func(t *tx) (changed store.Changed[store.Settings], err error) {
		v, err := one(t, scanSettings, sqlSettings, nil)
		if err != nil {
			return changed, err
		}
		changed.Before = v
		set(&v.ServerName, p.ServerName)
		set(&v.PublicURL, p.PublicURL)
		set(&v.AccentColor, p.AccentColor)
		set(&v.CustomCSS, p.CustomCSS)
		set(&v.TrustedProxies, p.TrustedProxies)
		set(&v.LMStudioPath, p.LMStudioPath)
		v.UpdatedAt = stored(p.At)
		proxies, err := json.Marshal(v.TrustedProxies)
		if err != nil {
			return changed, err
		}
		changed.After = v
		return changed, t.exec(sqlUpdateSettings, v.ServerName, v.PublicURL, v.AccentColor, v.CustomCSS, string(proxies), v.LMStudioPath,
			micros(v.UpdatedAt))
	})
}

func scanSettings(row scanner) (v store.Settings, err error) {
	var proxies []byte
	err = row.Scan(&v.ServerID, &v.ServerName, &v.PublicURL, &v.AccentColor, &v.CustomCSS, &proxies, &v.LMStudioPath, &v.SetupComplete,
		at(&v.UpdatedAt), &v.LogoVersion, &v.FaviconVersion)
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(proxies, &v.TrustedProxies)
}

// set replaces a field when the patch has a value for it.
func set[T any](field, patch *T) {
	if patch != nil {
		*field = *patch
	}
}
