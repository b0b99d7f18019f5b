package floor

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	_ "modernc.org/sqlite" // the driver
)

// Sizes of what the JSON floor reads, and the cookie it knows.
const (
	listed    = 30
	threaded  = 50
	JSONToken = "the-only-session"
)

const jsonSchema = `
	CREATE TABLE sessions (token_hash BLOB PRIMARY KEY, account_id TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
	CREATE TABLE conversations (id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, created_at INTEGER NOT NULL, active_at INTEGER NOT NULL) STRICT;
	CREATE TABLE participants (account_id TEXT NOT NULL, conversation_id TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (account_id, conversation_id)) STRICT, WITHOUT ROWID;
	CREATE TABLE messages (id TEXT PRIMARY KEY, root_id TEXT NOT NULL, parent_id TEXT, conversation_id TEXT NOT NULL, author_id TEXT NOT NULL,
		path TEXT NOT NULL, depth INTEGER NOT NULL, content TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
	CREATE INDEX by_path ON messages (root_id, path);
	CREATE TABLE events (conversation_id TEXT NOT NULL, position INTEGER NOT NULL, payload TEXT NOT NULL, PRIMARY KEY (conversation_id, position)) STRICT, WITHOUT ROWID;`

// JSON answers the small requests of a chat program: a session is looked up,
// rows are read or added with fixed prepared statements, and that is all.
type JSON struct {
	read, write *sql.DB
	session     *sql.Stmt
	list        *sql.Stmt
	thread      *sql.Stmt
	insert      *sql.Stmt
	event       *sql.Stmt
	root        string
	account     string
	mux         http.ServeMux
}

// NewJSON makes a database in a directory and fills it.
func NewJSON(ctx context.Context, dir string) (*JSON, error) {
	dsn := "file:" + filepath.Join(dir, "floor.db") +
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-8000)&_txlock=immediate"
	j := &JSON{root: uuid.NewString(), account: uuid.NewString()}
	var err error
	if j.write, err = sql.Open("sqlite", dsn); err != nil {
		return nil, err
	}
	j.write.SetMaxOpenConns(1)
	if j.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return nil, err
	}
	j.read.SetMaxOpenConns(8)
	j.read.SetMaxIdleConns(8)
	if err := j.fill(ctx); err != nil {
		return nil, err
	}
	if err := j.prepare(ctx); err != nil {
		return nil, err
	}
	j.mux.HandleFunc("GET /list", j.authenticated(j.serveList))
	j.mux.HandleFunc("GET /thread", j.authenticated(j.serveThread))
	j.mux.HandleFunc("POST /post", j.authenticated(j.servePost))
	return j, nil
}

func (j *JSON) fill(ctx context.Context) error {
	if _, err := j.write.ExecContext(ctx, jsonSchema); err != nil {
		return err
	}
	tx, err := j.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	hash := sha256.Sum256([]byte(JSONToken))
	now := time.Now().UnixMicro()
	var failed error
	exec := func(query string, args ...any) {
		if _, err := tx.ExecContext(ctx, query, args...); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	exec(`INSERT INTO sessions VALUES (?, ?, ?)`, hash[:], j.account, now+int64(time.Hour/time.Microsecond))
	for i := range listed {
		id := uuid.NewString()
		exec(`INSERT INTO conversations VALUES (?, 'A conversation', 'chat', ?, ?)`, id, now, now+int64(i))
		exec(`INSERT INTO participants VALUES (?, ?, 'owner')`, j.account, id)
	}
	for i := range threaded {
		exec(`INSERT INTO messages VALUES (?, ?, NULL, '', ?, ?, 1, ?, ?)`,
			uuid.NewString(), j.root, j.account, string(rune('0'+i)), MessageText, now)
	}
	return errors.Join(failed, tx.Commit())
}

// MessageText is a message of a usual length.
const MessageText = "A message of a usual length: a sentence or two, some hundred characters, as people write them " +
	"when they ask something and do not think about how long it is."

func (j *JSON) prepare(ctx context.Context) error {
	var failed error
	prepare := func(db *sql.DB, query string) *sql.Stmt {
		s, err := db.PrepareContext(ctx, query)
		failed = errors.Join(failed, err)
		return s
	}
	j.session = prepare(j.read, `SELECT account_id FROM sessions WHERE token_hash = ? AND expires_at > ?`)
	j.list = prepare(j.read, `SELECT c.id, c.title, c.kind, p.role, c.created_at, c.active_at FROM participants p
		JOIN conversations c ON c.id = p.conversation_id WHERE p.account_id = ? ORDER BY c.active_at DESC LIMIT ?`)
	j.thread = prepare(j.read, `SELECT id, root_id, author_id, path, depth, content, created_at FROM messages
		WHERE root_id = ? ORDER BY path LIMIT ?`)
	j.insert = prepare(j.write, `INSERT INTO messages VALUES (?, ?, NULL, '', ?, ?, 1, ?, ?)`)
	j.event = prepare(j.write, `INSERT INTO events SELECT '', coalesce(max(position), 0) + 1, ? FROM events WHERE conversation_id = ''`)
	return failed
}

// Close lets the database go.
func (j *JSON) Close() error { return errors.Join(j.read.Close(), j.write.Close()) }

func (j *JSON) ServeHTTP(w http.ResponseWriter, r *http.Request) { j.mux.ServeHTTP(w, r) }

func (j *JSON) authenticated(next func(http.ResponseWriter, *http.Request, string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie("SESSION_ID")
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		hash := sha256.Sum256([]byte(cookie.Value))
		var account string
		err = j.session.QueryRowContext(r.Context(), hash[:], time.Now().UnixMicro()).Scan(&account)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if next(w, r, account) != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
}

type jsonConversation struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Kind      string    `json:"kind"`
	Role      string    `json:"role"`
	CreatedAt time.Time `json:"created_at"`
	ActiveAt  time.Time `json:"last_activity_at"`
}

func (j *JSON) serveList(w http.ResponseWriter, r *http.Request, account string) error {
	rows, err := j.list.QueryContext(r.Context(), account, listed)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	list := make([]jsonConversation, 0, listed)
	for rows.Next() {
		var c jsonConversation
		var created, active int64
		if err := rows.Scan(&c.ID, &c.Title, &c.Kind, &c.Role, &created, &active); err != nil {
			return err
		}
		c.CreatedAt, c.ActiveAt = time.UnixMicro(created), time.UnixMicro(active)
		list = append(list, c)
	}
	return answer(w, list, rows.Err())
}

type jsonMessage struct {
	ID        string    `json:"id"`
	RootID    string    `json:"root_id"`
	AuthorID  string    `json:"author_user_id"`
	Path      string    `json:"path"`
	Depth     int       `json:"depth"`
	Content   string    `json:"content"`
	CreatedAt time.Time `json:"created_at"`
}

func (j *JSON) serveThread(w http.ResponseWriter, r *http.Request, _ string) error {
	rows, err := j.thread.QueryContext(r.Context(), j.root, threaded)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	list := make([]jsonMessage, 0, threaded)
	for rows.Next() {
		var m jsonMessage
		var created int64
		if err := rows.Scan(&m.ID, &m.RootID, &m.AuthorID, &m.Path, &m.Depth, &m.Content, &created); err != nil {
			return err
		}
		m.CreatedAt = time.UnixMicro(created)
		list = append(list, m)
	}
	return answer(w, list, rows.Err())
}

func (j *JSON) servePost(w http.ResponseWriter, r *http.Request, account string) error {
	var in struct {
		Content string `json:"content"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return err
	}
	now := time.Now()
	m := jsonMessage{ID: uuid.NewString(), AuthorID: account, Path: "0", Depth: 1, Content: in.Content, CreatedAt: now}
	m.RootID = m.ID
	payload, err := json.Marshal(m)
	if err != nil {
		return err
	}
	tx, err := j.write.BeginTx(r.Context(), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if _, err := tx.StmtContext(r.Context(), j.insert).Exec(m.ID, m.RootID, account, m.Path, m.Content, now.UnixMicro()); err != nil {
		return err
	}
	if _, err := tx.StmtContext(r.Context(), j.event).Exec(string(payload)); err != nil {
		return err
	}
	return answer(w, m, tx.Commit())
}

func answer(w http.ResponseWriter, v any, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}
