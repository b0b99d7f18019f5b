package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/bench/floor"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// measureNotices posts at one instance and has readers at both. What the reader
// at the other one waits longer is the way from a commit here to an event
// there. The floor is a notification of PostgreSQL alone.
func measureNotices(ctx context.Context, l *lab) ([]figure, error) {
	p, err := l.startPair(ctx, nil)
	if err != nil {
		return nil, err
	}
	n := pick(l, 400, 50)
	later, err := p.lateness(ctx, n)
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	bare, err := notifyAlone(ctx, p.url, n)
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	const name = "PostgreSQL, from a commit to a reader at another instance, "
	return []figure{
		{what: name + "p50", unit: "ms", measured: quantile(later, 0.5), floor: quantile(bare, 0.5), absolute: true, must: 5, aim: 2},
		{what: name + "p99", unit: "ms", measured: quantile(later, 0.99), floor: quantile(bare, 0.99), absolute: true, must: 20, aim: 10},
	}, p.stop()
}

// unhurried is the pause between two posts.
const unhurried = 10 * time.Millisecond

// lateness is how much later than at the first instance each event of n posts
// came at the second one, in ms.
func (p *pair) lateness(ctx context.Context, n int) ([]float64, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	ids, err := p.both[0].converse(ctx, 1, chat.AssistantOff)
	if err != nil {
		return nil, err
	}
	var readers [2]*clock
	for i, instance := range p.both {
		conn, r, err := dial(ctx, instance.address, streamPath(ids[0]), instance.cookie)
		if err != nil {
			return nil, err
		}
		readers[i] = &clock{arrived: map[string]time.Time{}}
		go readers[i].read(r) // ends with the connection
		defer func() { _ = conn.Close() }()
	}
	for range n {
		if _, err := p.both[0].post(ctx, ids[0], floor.MessageText); err != nil {
			return nil, err
		}
		if err := wait(ctx, unhurried); err != nil {
			return nil, err
		}
	}
	if err := wait(ctx, time.Second); err != nil { // the last one is on its way
		return nil, err
	}
	here, there := readers[0].all(), readers[1].all()
	var later []float64
	for id, at := range here {
		if other, ok := there[id]; ok {
			later = append(later, milliseconds(other.Sub(at)))
		}
	}
	if len(later) < len(here) || len(later) < n {
		return nil, fmt.Errorf("of %d events of %d posts, %d came to the other instance", len(here), n, len(later))
	}
	return later, nil
}

// clock notes when each event arrived, by its id.
type clock struct {
	mu      sync.Mutex
	arrived map[string]time.Time
}

func (c *clock) read(r *bufio.Reader) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			c.mu.Lock()
			c.arrived[id] = time.Now()
			c.mu.Unlock()
		}
	}
}

func (c *clock) all() map[string]time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.arrived
}

// notifyAlone is how long notifications take from one connection to another,
// in ms.
func notifyAlone(ctx context.Context, url string, n int) ([]float64, error) {
	listener, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = listener.Close(ctx) }()
	sender, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = sender.Close(ctx) }()
	if _, err := listener.Exec(ctx, "LISTEN bench"); err != nil {
		return nil, err
	}
	took := make([]float64, n)
	for i := range took {
		began := time.Now()
		heard := make(chan error, 1)
		go func() {
			_, err := listener.WaitForNotification(ctx)
			took[i] = milliseconds(time.Since(began))
			heard <- err
		}()
		if _, err := sender.Exec(ctx, "SELECT pg_notify('bench', $1)", "x"); err != nil {
			return nil, err
		}
		if err := <-heard; err != nil {
			return nil, err
		}
		if err := wait(ctx, unhurried); err != nil {
			return nil, err
		}
	}
	return took, nil
}
