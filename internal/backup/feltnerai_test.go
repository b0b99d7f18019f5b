package backup_test

import (
	"archive/zip"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// feltnerSchema is the documented one, as it is after its three migrations.
const feltnerSchema = `
	CREATE TABLE server_settings (singleton INTEGER PRIMARY KEY CHECK (singleton = 1), server_uuid TEXT NOT NULL UNIQUE, server_name TEXT NOT NULL,
		public_url TEXT, accent_color TEXT NOT NULL, default_theme TEXT NOT NULL, custom_css TEXT, logo_mime TEXT, logo_data BLOB,
		favicon_mime TEXT, favicon_data BLOB, trusted_proxies_json TEXT NOT NULL DEFAULT '[]', setup_complete INTEGER NOT NULL DEFAULT 0,
		updated_at TEXT NOT NULL, lmstudio_cli_path TEXT);
	CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT NOT NULL COLLATE NOCASE UNIQUE, email TEXT COLLATE NOCASE UNIQUE, password_hash TEXT NOT NULL,
		role TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0, must_change_password INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL,
		updated_at TEXT NOT NULL, theme TEXT NOT NULL DEFAULT 'system');
	CREATE TABLE sessions (id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, csrf_hash TEXT, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
		expires_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, created_at TEXT NOT NULL);
	CREATE TABLE providers (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, base_url TEXT NOT NULL, encrypted_api_key TEXT,
		encrypted_headers TEXT NOT NULL DEFAULT '{}', enabled INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
	CREATE TABLE models (id TEXT PRIMARY KEY, provider_id TEXT NOT NULL REFERENCES providers ON DELETE CASCADE, upstream_id TEXT NOT NULL,
		display_name TEXT NOT NULL, enabled INTEGER NOT NULL DEFAULT 1, is_default INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL,
		updated_at TEXT NOT NULL, UNIQUE (provider_id, upstream_id));
	CREATE TABLE chats (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE, title TEXT NOT NULL,
		model_id TEXT REFERENCES models ON DELETE SET NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
	CREATE TABLE messages (id TEXT PRIMARY KEY, chat_id TEXT NOT NULL REFERENCES chats ON DELETE CASCADE, role TEXT NOT NULL, content TEXT NOT NULL,
		status TEXT NOT NULL, sequence INTEGER NOT NULL, request_id TEXT, model_id TEXT REFERENCES models ON DELETE SET NULL, provider_name TEXT,
		model_name TEXT, upstream_model_id TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (chat_id, sequence), UNIQUE (chat_id, request_id));
	CREATE INDEX messages_chat_sequence_idx ON messages (chat_id, sequence);
	CREATE TRIGGER prevent_last_admin_delete BEFORE DELETE ON users BEGIN SELECT 1; END;`

const (
	feltnerServer = "0190c1de-0000-7000-8000-000000000001"
	feltnerAda    = "0190c1de-0000-7000-8000-000000000002"
	feltnerBob    = "0190c1de-0000-7000-8000-000000000003"
	feltnerOpenAI = "0190c1de-0000-7000-8000-000000000004"
	feltnerOther  = "0190c1de-0000-7000-8000-000000000005"
	feltnerModel  = "0190c1de-0000-7000-8000-000000000006"
	feltnerChat   = "0190c1de-0000-7000-8000-000000000007"
	feltnerEmpty  = "0190c1de-0000-7000-8000-000000000008"
	feltnerHash   = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"
)

const feltnerRows = `
	INSERT INTO server_settings VALUES (1, '` + feltnerServer + `', 'Our desk', 'https://desk.example', '#112233', 'system', 'a{}', 'image/png', x'89504e47', 'text/html', x'3c',
		'["10.0.0.1"]', 1, '2026-02-01T10:00:00+00:00', NULL);
	INSERT INTO users VALUES ('` + feltnerAda + `', 'Ada', 'ada@example.com', '` + feltnerHash + `', 'admin', 0, 0, '2026-02-01T10:00:00.123456789+00:00', '2026-02-01T10:00:00+00:00', 'dark');
	INSERT INTO users VALUES ('` + feltnerBob + `', 'bob', NULL, 'hash', 'user', 1, 1, '2026-02-02T10:00:00+00:00', '2026-02-03T10:00:00+00:00', 'system');
	INSERT INTO sessions VALUES ('0190c1de-0000-7000-8000-0000000000ff', 'x', NULL, '` + feltnerAda + `', '2027-01-01T00:00:00+00:00', '2026-02-01T10:00:00+00:00', '2026-02-01T10:00:00+00:00');
	INSERT INTO models VALUES ('` + feltnerModel + `', '` + feltnerOpenAI + `', 'gpt-x', 'GPT X', 1, 1, '2026-02-01T10:00:00+00:00', '2026-02-01T10:00:00+00:00');
	INSERT INTO chats VALUES ('` + feltnerChat + `', '` + feltnerAda + `', 'About ducks', '` + feltnerModel + `', '2026-02-01T11:00:00+00:00', '2026-02-01T12:00:00+00:00');
	INSERT INTO chats VALUES ('` + feltnerEmpty + `', '` + feltnerBob + `', 'New chat', NULL, '2026-02-01T11:00:00+00:00', '2026-02-01T11:00:00+00:00');
	INSERT INTO messages VALUES ('0190c1de-0000-7000-8000-000000000014', '` + feltnerChat + `', 'assistant', 'Stopped he', 'canceled', 4, NULL, NULL, 'OpenAI', 'Gone model', 'gone', '2026-02-01T11:03:00+00:00', '2026-02-01T11:03:01+00:00');
	INSERT INTO messages VALUES ('0190c1de-0000-7000-8000-000000000011', '` + feltnerChat + `', 'user', 'What do ducks eat?', 'complete', 1, '0190c1de-0000-7000-8000-0000000000aa', '` + feltnerModel + `', NULL, NULL, NULL, '2026-02-01T11:00:00+00:00', '2026-02-01T11:00:00+00:00');
	INSERT INTO messages VALUES ('0190c1de-0000-7000-8000-000000000012', '` + feltnerChat + `', 'assistant', 'Bread, but they should not. 🦆', 'complete', 2, NULL, '` + feltnerModel + `', 'OpenAI', 'GPT X', 'gpt-x', '2026-02-01T11:01:00+00:00', '2026-02-01T11:01:09+00:00');
	INSERT INTO messages VALUES ('0190c1de-0000-7000-8000-000000000013', '` + feltnerChat + `', 'user', 'Why?', 'complete', 3, NULL, NULL, NULL, NULL, NULL, '2026-02-01T11:02:00+00:00', '2026-02-01T11:02:00+00:00');
	INSERT INTO messages VALUES ('0190c1de-0000-7000-8000-000000000015', '` + feltnerChat + `', 'assistant', 'No an', 'error', 6, NULL, NULL, 'OpenAI', 'GPT X', 'gpt-x', '2026-02-01T11:04:00+00:00', '2026-02-01T11:04:01+00:00');
	INSERT INTO messages VALUES ('0190c1de-0000-7000-8000-000000000016', '` + feltnerChat + `', 'assistant', 'Half', 'streaming', 9, NULL, '` + feltnerModel + `', 'OpenAI', 'GPT X', 'gpt-x', '2026-02-01T11:05:00+00:00', '2026-02-01T11:05:01+00:00');`

var feltnerKey = bytes.Repeat([]byte{7}, secret.KeyBytes)

// feltnerSeal seals as FeltnerAI does: base64 of nonce, ciphertext and tag.
func feltnerSeal(t testing.TB, plain string) string {
	t.Helper()
	block, err := aes.NewCipher(feltnerKey)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce)
	return base64.RawStdEncoding.EncodeToString(gcm.Seal(nonce, nonce, []byte(plain), nil))
}

// feltnerDatabase makes a database of FeltnerAI, with changes.
func feltnerDatabase(t testing.TB, changes ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "feltnerai.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	providers := `INSERT INTO providers VALUES
		('` + feltnerOpenAI + `', 'OpenAI', 'https://api.example/v1', '` + feltnerSeal(t, "sk-feltner") + `', '` + feltnerSeal(t, `{"X-Org":"ducks"}`) + `', 1, '2026-02-01T10:00:00+00:00', '2026-02-01T10:00:00+00:00'),
		('` + feltnerOther + `', 'openai', 'http://localhost:1234/v1', NULL, '` + feltnerSeal(t, `{}`) + `', 0, '2026-02-02T10:00:00+00:00', '2026-02-02T10:00:00+00:00')`
	for _, statement := range append([]string{feltnerSchema, providers, feltnerRows}, changes...) {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

const feltnerManifest = `{"application":"FeltnerAI","format":1,"api_major":1,"version":"0.1.0","created_at":"2026-02-01T13:00:00.5+00:00"}`

type entry struct {
	name    string
	content []byte
}

// zipOf makes an archive of entries in order.
func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, e := range entries {
		method := zip.Deflate
		if len(e.content) == 0 { // a compressor is a megabyte of memory
			method = zip.Store
		}
		part, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func feltnerBackup(t testing.TB, changes ...string) string {
	t.Helper()
	return fileOf(t, zipOf(t, entry{"manifest.json", []byte(feltnerManifest)}, entry{"feltnerai.db", feltnerDatabase(t, changes...)},
		entry{"encryption.key", feltnerKey}))
}

// TestFeltnerAI takes a server of FeltnerAI over: people, providers with their
// secrets, chats in order, and the identity of the server.
func TestFeltnerAI(t *testing.T) {
	t.Parallel()
	p := emptyPlace(t)
	if done := mustRestore(t, p, feltnerBackup(t)); done.Manifest.Application != "FeltnerAI" || done.Manifest.Version != "0.1.0" {
		t.Errorf("restored %+v", done)
	}
	st := open(t, p)
	defer st.Close()
	feltnerServerIsThere(t, st)
	feltnerPeopleAreThere(t, st)
	feltnerSecretsOpen(t, st, p)
	feltnerChatIsThere(t, st)
}

func feltnerServerIsThere(t *testing.T, st storetest.Store) {
	t.Helper()
	settings, err := st.Settings(t.Context())
	if err != nil || settings.ServerID != feltnerServer || settings.ServerName != "Our desk" || settings.PublicURL != "https://desk.example" ||
		settings.AccentColor != "#112233" || settings.CustomCSS != "a{}" || len(settings.TrustedProxies) != 1 || !settings.SetupComplete {
		t.Errorf("settings %+v, %v", settings, err)
	}
	if settings.LogoVersion == "" || settings.FaviconVersion != "" { // the icon is none
		t.Errorf("logo %q, icon %q", settings.LogoVersion, settings.FaviconVersion)
	}
}

func feltnerPeopleAreThere(t *testing.T, st storetest.Store) {
	t.Helper()
	ada, err := st.FindCredentials(t.Context(), "ADA@example.com")
	if err != nil || ada.PasswordHash != feltnerHash || ada.Account.ID.String() != feltnerAda || !ada.Account.Roles.Has(chat.RoleAdmin|chat.RoleMember) ||
		ada.Account.Theme != "dark" || !ada.Account.CreatedAt.Equal(time.Date(2026, 2, 1, 10, 0, 0, 123456000, time.UTC)) {
		t.Errorf("ada %+v, %v", ada, err)
	}
	bob, err := st.FindCredentials(t.Context(), "bob")
	if err != nil || !bob.Account.Disabled() || !bob.Account.MustChangePassword || bob.Account.Roles != chat.RoleMember || bob.Account.Email != "" {
		t.Errorf("bob %+v, %v", bob, err)
	}
}

func feltnerSecretsOpen(t *testing.T, st storetest.Store, p backup.Place) {
	t.Helper()
	box, err := secret.LoadOrCreate(filepath.Join(p.DataDir, "encryption.key"))
	if err != nil {
		t.Fatal(err)
	}
	if known, err := st.KeyFingerprint(t.Context()); err != nil || known != box.Fingerprint() {
		t.Errorf("fingerprint %q, %v", known, err)
	}
	providers, err := st.ListProviders(t.Context())
	if err != nil || len(providers) != 2 {
		t.Fatalf("providers %+v, %v", providers, err)
	}
	for _, provider := range providers {
		switch provider.ID.String() {
		case feltnerOpenAI:
			key, err := box.Open(provider.SealedKey, chat.KeyPlace(provider.ID))
			headers, err2 := box.Open(provider.SealedHeaders, chat.HeadersPlace(provider.ID))
			if err != nil || err2 != nil || key != "sk-feltner" || headers != `{"X-Org":"ducks"}` || provider.Name != "OpenAI" {
				t.Errorf("%s: key %q, headers %q, %v, %v", provider.Name, key, headers, err, err2)
			}
		default:
			if provider.SealedKey != "" || provider.SealedHeaders != "" || provider.Enabled || provider.Name != "openai (2)" {
				t.Errorf("the other provider is %+v", provider)
			}
		}
	}
}

func feltnerChatIsThere(t *testing.T, st storetest.Store) {
	t.Helper()
	ada, _ := chat.ParseID[chat.Account](feltnerAda)
	id, _ := chat.ParseID[chat.Conversation](feltnerChat)
	line, err := st.Line(t.Context(), store.LineQuery{ConversationID: id, Viewer: ada, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range line.Messages {
		model := ""
		if m.Answer != nil {
			model = m.Answer.ModelName
		}
		got = append(got, strings.Join([]string{string(m.Role), string(m.Status), model, m.Content}, "|"))
	}
	want := []string{
		"user|complete||What do ducks eat?", "assistant|complete|GPT X|Bread, but they should not. 🦆", "user|complete||Why?",
		"assistant|cancelled|Gone model|Stopped he", "assistant|failed|GPT X|No an", "assistant|interrupted|GPT X|Half",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	_, err = st.PostMessage(t.Context(), store.NewMessage{ID: chat.NewID[chat.Message](), ParentID: line.Messages[5].ID, Author: ada,
		Role: chat.RoleUser, Content: "It goes on", At: noon})
	if err != nil {
		t.Errorf("the chat does not go on: %v", err)
	}
}

// TestForeignFaults: what cannot be taken over is refused with a reason, and
// nothing is left of it.
func TestForeignFaults(t *testing.T) {
	t.Parallel()
	for fault, test := range map[string]struct{ change, want string }{
		"nobody administers":      {`UPDATE users SET disabled = 1`, "no administrator"},
		"was not set up":          {`UPDATE server_settings SET setup_complete = 0`, "not set up"},
		"a key of another server": {`UPDATE providers SET encrypted_api_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'`, `"OpenAI"`},
		"headers that are none":   {`UPDATE providers SET encrypted_headers = 'nonsense'`, "does not open the secrets"},
		"an id that is none":      {`UPDATE chats SET id = 'x' WHERE title = 'New chat'`, "FeltnerAI"},
		"a time that is none":     {`UPDATE chats SET updated_at = 'yesterday'`, "FeltnerAI"},
		"a chat of nobody":        {`PRAGMA foreign_keys = 0; DELETE FROM users WHERE username = 'bob'`, "refer to nothing"},
		"a table is missing":      {`DROP TABLE messages`, "FeltnerAI"},
		"proxies that are none":   {`UPDATE server_settings SET trusted_proxies_json = 'x'`, "cannot be taken over"},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			p := sqlitePlace(t)
			_, err := restore(t, p, feltnerBackup(t, test.change))
			if chat.KindOf(err) != chat.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
			wantNothingLeft(t, p.DataDir)
			if _, err := os.Stat(p.Path); err == nil {
				t.Error("there is a database now")
			}
		})
	}
}
