package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// conversing is how models talk in reality: the first token after a moment,
// then one every 40 ms.
func (l *lab) conversing() script {
	return script{Tokens: pick(l, 100, 30), First: 50 * time.Millisecond, Every: 40 * time.Millisecond}
}

// talk is what became of the tokens of many answers.
type talk struct {
	latencies []float64 // ms, of each token
	lost      int       // tokens that never came
	failed    int       // answers
	cpu       float64   // of the server, microseconds per token
}

// talker asks for an answer and reads it to its end.
type talker func(ctx context.Context, n int) ([]time.Duration, error)

// measureRelay compares what the way through the server adds to tokens, which
// are stored before anybody sees them, with a relay that stores nothing.
func measureRelay(ctx context.Context, l *lab) ([]figure, error) {
	n := pick(l, 100, 20)
	up, err := startUpstream(ctx)
	if err != nil {
		return nil, err
	}
	defer up.stop()
	var mine, norm, direct []talk
	for range l.repeats() {
		t, err := l.converseAll(ctx, nobody, n, askDirectly(up.url+"/v1/chat/completions", l.conversing()))
		if err != nil {
			return nil, err
		}
		direct = append(direct, t)
		if t, err = l.relayTalk(ctx, up, n); err != nil {
			return nil, err
		}
		norm = append(norm, t)
		if t, err = l.productTalk(ctx, up, n); err != nil {
			return nil, err
		}
		mine = append(mine, t)
	}
	added := func(side []talk, q float64) float64 { return latency(side, q) - latency(direct, q) }
	name := fmt.Sprintf("relay of %d answers", n)
	return []figure{
		{what: name + ", added per token p50", unit: "ms", measured: added(mine, 0.5), floor: added(norm, 0.5), absolute: true, must: 2, aim: 1},
		{what: name + ", per token p99", unit: "ms", measured: latency(mine, 0.99), floor: latency(norm, 0.99), must: 1.5, aim: 1.1},
		{what: name, unit: "us of CPU per token", measured: cpuOfTalks(mine), floor: cpuOfTalks(norm), must: 1.3, aim: 1.15},
		{what: name, unit: "tokens lost or answers failed", measured: losses(mine)},
	}, nil
}

// measureGenerations has very many answers written at once.
func measureGenerations(ctx context.Context, l *lab) ([]figure, error) {
	n := pick(l, 1000, 100)
	up, err := startUpstream(ctx)
	if err != nil {
		return nil, err
	}
	defer up.stop()
	mine, err := l.productTalk(ctx, up, n)
	if err != nil {
		return nil, err
	}
	norm, err := l.relayTalk(ctx, up, n)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%d answers at 25 tokens/s", n)
	return []figure{
		{what: name + ", per token p99", unit: "ms", measured: quantile(mine.latencies, 0.99), floor: quantile(norm.latencies, 0.99), absolute: true, must: 300, aim: 150},
		{what: name, unit: "us of CPU per token", measured: mine.cpu, floor: norm.cpu, must: 1.3, aim: 1.15},
		{what: name, unit: "tokens lost or answers failed", measured: losses([]talk{mine})},
	}, nil
}

func latency(talks []talk, q float64) float64 {
	values := make([]float64, len(talks))
	for i, t := range talks {
		values[i] = quantile(t.latencies, q)
	}
	return median(values)
}

func cpuOfTalks(talks []talk) float64 {
	values := make([]float64, len(talks))
	for i, t := range talks {
		values[i] = t.cpu
	}
	return median(values)
}

func losses(talks []talk) (n float64) {
	for _, t := range talks {
		n += float64(t.lost + t.failed)
	}
	return n
}

// converseAll has n talkers talk at the same time, begun evenly over the time
// between two tokens. used is the processor time that the servers have taken so
// far.
func (l *lab) converseAll(ctx context.Context, used func() time.Duration, n int, ask talker) (talk, error) {
	var t talk
	var mu sync.Mutex
	var talking sync.WaitGroup
	s := l.conversing()
	ctx, cancel := context.WithTimeout(ctx, s.First+time.Duration(s.Tokens)*s.Every+30*time.Second)
	defer cancel()
	before := used()
	var failure error
	for i := range n {
		talking.Go(func() {
			_ = wait(ctx, time.Duration(i)*s.Every/time.Duration(n)) // ask notices the end of ctx as well
			latencies, err := ask(ctx, i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.failed++
				failure = err
			}
			t.lost += s.Tokens - len(latencies)
			for _, d := range latencies {
				t.latencies = append(t.latencies, milliseconds(d))
			}
		})
	}
	talking.Wait()
	if len(t.latencies) == 0 {
		return t, fmt.Errorf("no answer came through: %w", failure)
	}
	t.cpu = float64((used() - before).Microseconds()) / float64(len(t.latencies))
	return t, nil
}

// nobody stands between the model and the reader.
func nobody() time.Duration { return 0 }

func askDirectly(url string, s script) talker {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2000}}
	return func(ctx context.Context, _ int) ([]time.Duration, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(quoted(s.String())))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer func() { _ = res.Body.Close() }()
		return readTokens(res.Body, "data: [DONE]")
	}
}

func (l *lab) relayTalk(ctx context.Context, up *upstream, n int) (talk, error) {
	f, err := l.startFloor(ctx, "relay", up.url+"/v1/chat/completions")
	if err != nil {
		return talk{}, err
	}
	t, err := l.converseAll(ctx, f.cpu, n, askDirectly(f.url, l.conversing()))
	return t, errors.Join(err, f.stop())
}

// productTalk has people ask in conversations of their own, whose events they
// follow.
func (l *lab) productTalk(ctx context.Context, up *upstream, n int) (talk, error) {
	p, err := l.startProduct(ctx, up)
	if err != nil {
		return talk{}, err
	}
	ids, err := p.converse(ctx, n, chat.AssistantAuto)
	if err != nil {
		return talk{}, err
	}
	streams := make([]io.Reader, n)
	for i, id := range ids {
		conn, r, err := dial(ctx, p.address, streamPath(id), p.cookie)
		if err != nil {
			return talk{}, err
		}
		defer func() { _ = conn.Close() }()
		streams[i] = r
	}
	s := l.conversing().String()
	t, err := l.converseAll(ctx, p.cpu, n, func(ctx context.Context, i int) ([]time.Duration, error) {
		if _, err := p.post(ctx, ids[i], s); err != nil {
			return nil, err
		}
		return readTokens(streams[i], "event: message.done")
	})
	return t, errors.Join(err, p.stop())
}
