package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// measurePair has very many answers written at once by two instances on one
// PostgreSQL. Every other one is read at the instance that does not write it.
func measurePair(ctx context.Context, l *lab) ([]figure, error) {
	n := pick(l, 1000, 100)
	up, err := startUpstream(ctx)
	if err != nil {
		return nil, err
	}
	defer up.stop()
	p, err := l.startPair(ctx, up)
	if err != nil {
		return nil, err
	}
	mine, err := l.pairTalk(ctx, p, n)
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	if err := p.stop(); err != nil {
		return nil, err
	}
	norm, err := l.relayTalk(ctx, up, n)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("PostgreSQL, %d answers at 25 tokens/s by two instances", n)
	least := quantile(norm.latencies, 0.99)
	return []figure{
		{what: name + ", read where written, per token p99", unit: "ms", measured: quantile(mine.here, 0.99), floor: least, absolute: true, must: 750, aim: 300},
		{what: name + ", read at the other, per token p99", unit: "ms", measured: quantile(mine.there, 0.99), floor: least, absolute: true, must: 750, aim: 300},
		{what: name, unit: "us of CPU per token, both instances", measured: mine.cpu, floor: norm.cpu, must: 2.5, aim: 1.5},
		{what: name, unit: "us of CPU per token, PostgreSQL", measured: mine.database, absolute: true, must: 200, aim: 100},
		{what: name, unit: "tokens lost or answers failed", measured: losses([]talk{mine.talk})},
	}, nil
}

// pairTalk is a talk, told by where the answers were read.
type pairTalk struct {
	talk
	here, there []float64 // ms of each token
	database    float64   // microseconds of PostgreSQL for each token
}

func (l *lab) pairTalk(ctx context.Context, p *pair, n int) (t pairTalk, err error) {
	ids, err := p.both[0].converse(ctx, n, chat.AssistantAuto)
	if err != nil {
		return t, err
	}
	streams := make([]io.Reader, n)
	for i, id := range ids {
		reads := p.both[(i/2)%2]
		conn, r, err := dial(ctx, reads.address, streamPath(id), reads.cookie)
		if err != nil {
			return t, err
		}
		defer func() { _ = conn.Close() }()
		streams[i] = r
	}
	before, err := p.databaseCPU(ctx)
	if err != nil {
		return t, err
	}
	var mu sync.Mutex
	s := l.conversing().String()
	t.talk, err = l.converseAll(ctx, p.cpu, n, func(ctx context.Context, i int) ([]time.Duration, error) {
		if _, err := p.both[i%2].post(ctx, ids[i], s); err != nil {
			return nil, err
		}
		latencies, err := readTokens(streams[i], "event: message.done")
		mu.Lock()
		defer mu.Unlock()
		side := &t.here
		if i%2 != (i/2)%2 {
			side = &t.there
		}
		for _, d := range latencies {
			*side = append(*side, milliseconds(d))
		}
		return latencies, err
	})
	if err != nil {
		return t, err
	}
	after, err := p.databaseCPU(ctx)
	t.database = float64((after - before).Microseconds()) / float64(len(t.latencies))
	return t, err
}
