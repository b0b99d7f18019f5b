package server_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

func TestMain(m *testing.M) { servertest.Main(m) }

// killsVariable asks for more kills than the handful that every run makes.
const killsVariable = "RUSTYGPT_CRASH_KILLS"

const (
	watchersPerChat = 2
	readersPerChat  = 2
	crashChats      = 3
)

// TestCrash kills the server again and again in the middle of answers, while
// readers come and go. Whoever resumes must end with exactly the text that is
// stored: nothing lost, nothing twice, positions strictly growing.
func TestCrash(t *testing.T) {
	t.Parallel()
	kills := 5
	if enginetest.Postgres() {
		kills = 2 // after each, a lease has to end
	}
	if text := os.Getenv(killsVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", killsVariable, err)
		}
		kills = n
	}
	upstream := providertest.NewUpstream(t)
	p := servertest.StartProcess(t, append(unforgotten,
		"RUSTYGPT__LIMITS__ENABLED=false",
		"RUSTYGPT__LLM__PROVIDERS__TEST__PROVIDER_TYPE=openai",
		"RUSTYGPT__LLM__PROVIDERS__TEST__BASE_URL="+upstream.BaseURL(),
		"RUSTYGPT__LLM__MODELS__FAST__UPSTREAM_ID=tokens-160-at-200",
		"RUSTYGPT__LLM__MODELS__ENDLESS__UPSTREAM_ID=endless-at-50",
		"RUSTYGPT__LLM__DEFAULT_CHAT_MODEL=fast",
	)...)
	person := servertest.NewClient(p.URL)
	person.Setup(t)

	endless := modelByUpstream(t, person, "endless-at-50")
	var interrupted, whole int
	for range kills {
		statuses := crashRound(t, p, person, endless)
		if statuses[0] != chat.StatusInterrupted {
			t.Errorf("the endless answer ended %s", statuses[0])
		}
		for _, s := range statuses {
			if s == chat.StatusComplete {
				whole++
			} else {
				interrupted++
			}
		}
	}
	t.Logf("%d kills: %d answers interrupted, %d whole", kills, interrupted, whole)
}

// crashRound starts an answer in each of a few chats, lets readers follow,
// kills the server at a random moment, starts it again and compares. The first
// answer is certain to be hit, at the end of others it may strike as well.
func crashRound(t *testing.T, p *servertest.Process, person *servertest.Client, endless chat.ModelID) []chat.MessageStatus {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()

	var readers sync.WaitGroup
	answers := make([]*answer, crashChats)
	for i := range answers {
		var model chat.ModelID // the default one
		if i == 0 {
			model = endless
		}
		a := beginWith(ctx, t, person, model)
		answers[i] = a
		for range watchersPerChat {
			readers.Go(func() { a.follow(ctx, t, a.watch) })
		}
		for range readersPerChat {
			readers.Go(func() { a.follow(ctx, t, a.read) })
		}
	}
	<-time.After(time.Duration(rand.IntN(1000)) * time.Millisecond) // when it strikes is what varies, not what is waited for
	p.Kill()
	p.Restart(t)
	readers.Wait()

	statuses := make([]chat.MessageStatus, len(answers))
	for i, a := range answers {
		statuses[i] = a.compare(ctx, t)
	}
	return statuses
}
