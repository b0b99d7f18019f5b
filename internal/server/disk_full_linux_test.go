package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

// TestDiskFull fills the disk of the database while an answer is being written
// and somebody posts, and makes room again. Meanwhile posts are refused in the
// documented way and everything can be read. Afterwards nothing that was
// acknowledged is missing, the answer has ended with its text, and everything
// goes on by itself.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	if enginetest.Postgres() {
		t.Skip("PostgreSQL has a disk of its own")
	}
	small := smallDisk(t)
	upstream := providertest.NewUpstream(t)
	p := servertest.StartProcess(t,
		"RUSTYGPT__DB__URL=sqlite:"+filepath.Join(small, "rustygpt.db"),
		"RUSTYGPT__STORAGE__DISK_REFUSE_MB=0", // only once it is really full
		"RUSTYGPT__LIMITS__ENABLED=false",
		"RUSTYGPT__LLM__PROVIDERS__TEST__PROVIDER_TYPE=openai",
		"RUSTYGPT__LLM__PROVIDERS__TEST__BASE_URL="+upstream.BaseURL(),
		"RUSTYGPT__LLM__MODELS__SLOW__UPSTREAM_ID=endless-at-100",
		"RUSTYGPT__LLM__DEFAULT_CHAT_MODEL=slow",
	)
	person := servertest.NewClient(p.URL)
	person.Setup(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	room := newTalk(ctx, t, person)
	answer := begin(ctx, t, person)
	eventually(t, "something of the answer is kept", func() bool { return answer.stored(ctx, t).Content != "" })

	makeRoom := fill(t, small)
	room.postUntilFull(ctx, t)
	await(ctx, t, p, `rustygpt_generations_total{outcome="failed"} 1`+"\n") // the model is let go, though nothing can be saved
	room.wantAll(ctx, t)
	makeRoom()

	answer.follow(ctx, t, answer.read)
	if status := answer.compare(ctx, t); status != chat.StatusFailed {
		t.Errorf("the answer ended %s", status)
	}
	if answer.texts[0] == "" {
		t.Error("nothing of the answer was kept")
	}
	if err := room.post(ctx, "There is room again"); err != nil {
		t.Errorf("with room again: %v", err)
	}
	room.wantAll(ctx, t)
	if err := p.Stop(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// smallDisk is a file system of a few megabytes.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=8m,mode=700"); err != nil {
		t.Skipf("cannot make a small file system, which takes root: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all the room that is left, and gives it back.
func fill(t *testing.T, dir string) (makeRoom func()) {
	t.Helper()
	path := filepath.Join(dir, "filler")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = file.Write(block)
	}
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// talk is a conversation, and what the server has acknowledged in it.
type talk struct {
	person       *servertest.Client
	id           chat.ConversationID
	acknowledged []string
}

func newTalk(ctx context.Context, t *testing.T, person *servertest.Client) *talk {
	t.Helper()
	title, group, mode := "A talk", true, chat.AssistantOff
	var made api.ConversationCreateResponse
	err := person.Do(ctx, http.MethodPost, "/api/conversations",
		api.ConversationCreateRequest{Title: &title, IsGroup: &group, AssistantMode: &mode}, &made)
	if err != nil {
		t.Fatal(err)
	}
	return &talk{person: person, id: made.ConversationID}
}

func (k *talk) post(ctx context.Context, content string) error {
	err := k.person.Do(ctx, http.MethodPost, "/api/threads/"+k.id.String()+"/root", api.PostMessageRequest{Content: content}, nil)
	if err == nil {
		k.acknowledged = append(k.acknowledged, content)
	}
	return err
}

// postUntilFull posts until there is no room. SQLite has some in its log.
func (k *talk) postUntilFull(ctx context.Context, t *testing.T) {
	t.Helper()
	for i := 0; ; i++ {
		err := k.post(ctx, fmt.Sprintf("Post %d %s", i, strings.Repeat("x", 20_000)))
		if err == nil {
			continue
		}
		refusal, ok := errors.AsType[*servertest.StatusError](err)
		if !ok || refusal.Status != http.StatusServiceUnavailable || !strings.Contains(refusal.Body, store.CodeFull) ||
			!strings.Contains(refusal.Body, "disk is full") || refusal.Header.Get("Retry-After") == "" {
			t.Fatalf("post %d: %v", i, err)
		}
		return
	}
}

// wantAll reads the talk: it has what was acknowledged, and nothing else.
func (k *talk) wantAll(ctx context.Context, t *testing.T) {
	t.Helper()
	var page api.ThreadListResponse
	if err := k.person.Do(ctx, http.MethodGet, "/api/conversations/"+k.id.String()+"/threads?limit=200", nil, &page); err != nil {
		t.Fatalf("read the talk: %v", err)
	}
	if len(page.Threads) != len(k.acknowledged) || !page.NextAfter.IsZero() {
		t.Fatalf("there are %d posts, acknowledged are %d", len(page.Threads), len(k.acknowledged))
	}
	for i, thread := range slices.Backward(page.Threads) { // newest first
		if want := k.acknowledged[len(page.Threads)-1-i]; !strings.HasPrefix(want, strings.TrimSuffix(thread.RootExcerpt, "…")) {
			t.Errorf("there is %q in the place of %.20q", thread.RootExcerpt, want)
		}
	}
}
