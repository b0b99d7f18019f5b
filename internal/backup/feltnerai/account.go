package feltnerai

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// settings keeps the identity of the server, so that clients go on.
func (s *Source) settings() table {
	var serverID id
	var name, url, color, css, proxies string
	var complete bool
	var updated instant
	return table{
		count: `SELECT count(*) FROM server_settings`,
		query: `
			SELECT server_uuid, server_name, coalesce(public_url, ''), accent_color, coalesce(custom_css, ''), trusted_proxies_json,
				setup_complete, updated_at
			FROM server_settings`,
		rows: each([]any{&serverID, &name, &url, &color, &css, &proxies, &complete, &updated}, func() (values, error) {
			return values{
				"server_id": serverID.uuid().String(), "server_name": name, "public_url": url, "accent_color": color, "custom_css": css,
				"trusted_proxies": proxies, "key_fingerprint": s.seal.ours.Fingerprint(), "setup_complete": complete, "updated_at": updated.value,
			}, nil
		}),
	}
}

// images are logo and icon, of the types that can be served.
func images() table {
	const found = `
		FROM (SELECT 'logo' AS kind, logo_mime AS type, logo_data AS content, updated_at FROM server_settings
		      UNION ALL SELECT 'favicon', favicon_mime, favicon_data, updated_at FROM server_settings)
		WHERE length(content) BETWEEN 1 AND 1048576 AND (type = 'image/png' OR
			kind = 'logo' AND type IN ('image/jpeg', 'image/webp') OR kind = 'favicon' AND type IN ('image/x-icon', 'image/vnd.microsoft.icon'))`
	var kind, media string
	var content []byte
	var updated instant
	return table{
		count: `SELECT count(*)` + found,
		query: `SELECT kind, type, content, updated_at` + found,
		rows: each([]any{&kind, &media, &content, &updated}, func() (values, error) {
			sum := sha256.Sum256(content)
			return values{
				"kind": kind, "media_type": media, "version": hex.EncodeToString(sum[:8]), "content": content, "updated_at": updated.value,
			}, nil
		}),
	}
}

func accounts() table {
	var account id
	var name, hash, theme string
	var email sql.NullString
	var disabled, mustChange bool
	var created, updated instant
	return table{
		count: `SELECT count(*) FROM users`,
		query: `
			SELECT id, username, email, password_hash, theme, disabled, must_change_password, created_at, updated_at
			FROM users`,
		rows: each([]any{&account, &name, &email, &hash, &theme, &disabled, &mustChange, &created, &updated}, func() (values, error) {
			v := values{
				"id": account.value, "username": name, "email": nil, "password_hash": hash, "theme": theme,
				"must_change_password": mustChange, "created_at": created.value, "updated_at": updated.value,
			}
			if email.Valid && email.String != "" {
				v["email"] = email.String
			}
			if disabled { // when is not known
				v["disabled_at"] = updated.value
			}
			return v, nil
		}),
	}
}

// accountRoles: an administrator is a member, too.
func accountRoles() table {
	var account id
	var role string
	return table{
		count: `SELECT count(*) + (SELECT count(*) FROM users WHERE role = 'admin') FROM users`,
		query: `SELECT id, 'member' FROM users UNION ALL SELECT id, 'admin' FROM users WHERE role = 'admin'`,
		rows: each([]any{&account, &role}, func() (values, error) {
			return values{"account_id": account.value, "role": role}, nil
		}),
	}
}

// providers have names that differ in more than their case here.
func (s *Source) providers() table {
	var provider id
	var name, url, key, headers string
	var enabled bool
	var created, updated instant
	return table{
		count: `SELECT count(*) FROM providers`,
		query: `
			SELECT id, CASE n WHEN 1 THEN name ELSE name || ' (' || n || ')' END, base_url, key, encrypted_headers, enabled,
				created_at, updated_at
			FROM (SELECT *, coalesce(encrypted_api_key, '') AS key, row_number() OVER (PARTITION BY lower(name) ORDER BY created_at, id) AS n
			      FROM providers)`,
		rows: each([]any{&provider, &name, &url, &key, &headers, &enabled, &created, &updated}, func() (values, error) {
			id := chat.ProviderID{UUID: provider.uuid()}
			sealedKey, err := s.seal.key(id, key)
			if err != nil {
				return nil, lost(name, err)
			}
			sealedHeaders, err := s.seal.headers(id, headers)
			if err != nil {
				return nil, lost(name, err)
			}
			return values{
				"id": provider.value, "name": name, "type": string(chat.ProviderOpenAI), "base_url": url, "sealed_key": sealedKey,
				"sealed_headers": sealedHeaders, "enabled": enabled, "source": string(chat.SourceAdmin),
				"created_at": created.value, "updated_at": updated.value,
			}, nil
		}),
	}
}

func lost(provider string, err error) error {
	return chat.Wrap(chat.Invalid, chat.Fill("the key in the backup does not open the secrets of the provider %q", provider), err)
}

func models() table {
	var model, provider id
	var upstream, name string
	var enabled, isDefault bool
	var created, updated instant
	return table{
		count: `SELECT count(*) FROM models`,
		query: `SELECT id, provider_id, upstream_id, display_name, enabled, is_default, created_at, updated_at FROM models`,
		rows: each([]any{&model, &provider, &upstream, &name, &enabled, &isDefault, &created, &updated}, func() (values, error) {
			return values{
				"id": model.value, "provider_id": provider.value, "upstream_id": upstream, "display_name": name, "enabled": enabled,
				"is_default": isDefault, "source": string(chat.SourceAdmin), "params": `{}`, "reported": `{}`,
				"created_at": created.value, "updated_at": updated.value,
			}, nil
		}),
	}
}
