package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/bench/floor"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// poolSize is the product's default.
const poolSize = 10

// startPostgres runs a server for the scenario, whose commits wait for the
// disk, and makes a database.
func startPostgres(ctx context.Context) (*pgtest.Server, string, error) {
	server, err := pgtest.Run("fsync=on", "full_page_writes=on", "synchronous_commit=on", "autovacuum=on", "shared_buffers=256MB")
	if err != nil {
		return nil, "", err
	}
	url, err := server.Make(ctx)
	if err != nil {
		server.Remove()
	}
	return server, url, err
}

// openStore opens the product's store in this process.
func openStore(ctx context.Context, url string) (*postgres.Store, error) {
	return postgres.Open(ctx, postgres.Options{
		URL: url, MaxConnections: poolSize, StatementTimeout: 30 * time.Second, PersistEvents: true,
	}, slog.New(slog.DiscardHandler), nil)
}

// room is a conversation of two with a thread.
type room struct {
	id            chat.ConversationID
	author, other chat.AccountID
	root          chat.MessageID
}

// furnish makes n rooms for the same two people.
func furnish(ctx context.Context, st *postgres.Store, n int) ([]room, error) {
	like := room{author: chat.NewID[chat.Account](), other: chat.NewID[chat.Account]()}
	for id, name := range map[chat.AccountID]string{like.author: "ada", like.other: "bob"} {
		account := chat.Account{ID: id, Username: name, Roles: chat.RoleMember, CreatedAt: time.Now(), UpdatedAt: time.Now()}
		if err := st.AddAccount(ctx, account, ""); err != nil {
			return nil, err
		}
	}
	rooms := make([]room, n)
	for i := range rooms {
		r := like
		r.id = chat.NewID[chat.Conversation]()
		_, err := st.AddConversation(ctx, store.NewConversation{
			ID: r.id, Kind: chat.KindGroup, Title: "A room", AssistantMode: chat.AssistantOff, Owner: r.author, At: time.Now(),
		})
		if err != nil {
			return nil, err
		}
		if _, err := st.AddParticipant(ctx, r.id, r.other, chat.RoleParticipant, r.author, time.Now()); err != nil {
			return nil, err
		}
		posted, err := st.PostMessage(ctx, r.message())
		if err != nil {
			return nil, err
		}
		r.root = posted.Message.ID
		rooms[i] = r
	}
	return rooms, nil
}

// message is a root, or a reply to it once that is there.
func (r room) message() store.NewMessage {
	return store.NewMessage{
		ID: chat.NewID[chat.Message](), ConversationID: r.id, ParentID: r.root, Author: r.author, Role: chat.RoleUser,
		Content: floor.MessageText, At: time.Now(),
	}
}

// pair is two instances of the product on one database.
type pair struct {
	server *pgtest.Server
	url    string
	both   [2]*product // the same person, signed in
}

func (l *lab) startPair(ctx context.Context, up *upstream) (*pair, error) {
	server, url, err := startPostgres(ctx)
	if err != nil {
		return nil, err
	}
	p := &pair{server: server, url: url}
	setting := "RUSTYGPT__DB__URL=" + url
	first, err := l.startProduct(ctx, up, setting)
	if err != nil {
		server.Remove()
		return nil, err
	}
	second := *first
	if second.child, err = l.startServer(ctx, first.dir, setting); err != nil {
		server.Remove()
		return nil, err
	}
	client := *first.Client
	client.URL = second.url
	second.Client = &client
	p.both = [2]*product{first, &second}
	return p, nil
}

// stop ends the instances before their database.
func (p *pair) stop() error {
	err := errors.Join(p.both[0].stop(), p.both[1].stop())
	p.server.Remove()
	return err
}

// cpu is the processor time that the instances have taken so far.
func (p *pair) cpu() time.Duration { return p.both[0].cpu() + p.both[1].cpu() }

// databaseCPU is the processor time that PostgreSQL has taken so far.
func (p *pair) databaseCPU(ctx context.Context) (time.Duration, error) {
	conn, err := pgx.Connect(ctx, p.url)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close(ctx) }()
	var backend int
	if err := conn.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&backend); err != nil {
		return 0, err
	}
	return familyOf(parentOf(strconv.Itoa(backend)))
}

// familyOf is the processor time of a process and its children, ended ones
// included.
func familyOf(pid string) (time.Duration, error) {
	processes, err := fs.Glob(os.DirFS("/proc"), "[0-9]*")
	if err != nil || pid == "" {
		return 0, err
	}
	used := cpuOf(pid) + childrenOf(pid)
	for _, process := range processes {
		if parentOf(process) == pid {
			used += cpuOf(process)
		}
	}
	return used, nil
}

// parentOf is the process that started another, empty when there is no telling.
func parentOf(pid string) string {
	status, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return ""
	}
	for l := range strings.Lines(string(status)) {
		if parent, ok := strings.CutPrefix(l, "PPid:"); ok {
			return strings.TrimSpace(parent)
		}
	}
	return ""
}
