package generation_test

import (
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// BenchmarkAnswers writes many answers at 25 tokens a second each, to a real
// database, and reports how long a token takes from the provider to the moment
// its event is published. Every token is the time at which it came.
func BenchmarkAnswers(b *testing.B) {
	for _, answers := range []int{1, 100, 1000} {
		b.Run(strconv.Itoa(answers), func(b *testing.B) {
			for b.Loop() {
				benchmarkAnswers(b, answers, 25, 8*time.Second)
			}
		})
	}
}

func benchmarkAnswers(b *testing.B, answers, perSecond int, lasting time.Duration) {
	w := newWorld(b, setting{opts: generation.Options{KeepChunks: true}})
	clock := &stopwatch{Hub: hub{w.hub}, began: time.Now()}
	w.stop()
	w.svc = generation.New(w.db, w, clock, generation.Options{Instance: "bench", KeepChunks: true}, w.log, nil)
	w.serve()
	tokens := int(lasting.Seconds()) * perSecond
	w.plays(clock.ticks(tokens, time.Second/time.Duration(perSecond)))
	started := make([]chat.Message, answers)
	for i := range started {
		w.talk = chat.NewID[chat.Conversation]()
		_, err := w.db.AddConversation(b.Context(), store.NewConversation{
			ID: w.talk, Kind: chat.KindChat, Title: "Test", AssistantMode: chat.AssistantAuto,
			Owner: w.me.Account.ID, At: time.Now(),
		})
		w.check(err)
		started[i] = w.post("Tick.")
	}
	for _, answer := range started {
		w.svc.Run(answer)
	}
	for _, answer := range started {
		if m := w.end(answer); len(strings.Fields(m.Content)) != tokens {
			b.Errorf("%d of %d tokens were stored", len(strings.Fields(m.Content)), tokens)
		}
	}
	clock.report(b, answers*tokens)
	w.stop()
}

// stopwatch is a hub that measures how old the tokens are that it announces.
type stopwatch struct {
	generation.Hub
	began time.Time
	mu    sync.Mutex
	ages  []time.Duration
	count int // of events
}

func (s *stopwatch) ticks(tokens int, every time.Duration) script {
	return func(ctx context.Context, _ []provider.Message) iter.Seq2[provider.Delta, error] {
		return func(yield func(provider.Delta, error) bool) {
			<-time.After(rand.N(every))
			tick := time.NewTicker(every)
			defer tick.Stop()
			for range tokens {
				<-tick.C
				came := strconv.FormatInt(int64(time.Since(s.began)), 10)
				if ctx.Err() != nil || !yield(provider.Delta{Content: came + " "}, nil) {
					return
				}
			}
		}
	}
}

func (s *stopwatch) Publish(events ...chat.Event) {
	s.Hub.Publish(events...)
	now := time.Since(s.began)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range events {
		if e.Chunk == nil {
			continue
		}
		s.count++
		for _, came := range strings.Fields(e.Chunk.Content) {
			n, _ := strconv.ParseInt(came, 10, 64)
			s.ages = append(s.ages, now-time.Duration(n))
		}
	}
}

func (s *stopwatch) report(b *testing.B, tokens int) {
	if len(s.ages) != tokens {
		b.Errorf("%d of %d tokens were announced", len(s.ages), tokens)
	}
	slices.Sort(s.ages)
	at := func(share float64) float64 {
		return float64(s.ages[int(share*float64(len(s.ages)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(.5), "ms-p50")
	b.ReportMetric(at(.99), "ms-p99")
	b.ReportMetric(at(1), "ms-max")
	b.ReportMetric(float64(tokens)/float64(s.count), "tokens/chunk")
	b.ReportMetric(0, "ns/op")
}
