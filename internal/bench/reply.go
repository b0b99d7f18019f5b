package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/bench/floor"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
)

// measureReply posts replies, as units of work of the store and as transactions
// written by hand, so many people at a time in rooms of their own. Then once
// more with the database on another machine.
func measureReply(ctx context.Context, l *lab) ([]figure, error) {
	server, url, err := startPostgres(ctx)
	if err != nil {
		return nil, err
	}
	defer server.Remove()
	figures, err := l.compareReplies(ctx, url, "replies", pick(l, []int{1, 8, 32}, []int{1, 8}))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if url, err = server.Make(ctx); err != nil {
		return nil, err
	}
	if url, err = distant(ctx, url); err != nil {
		return nil, err
	}
	remote, err := l.compareReplies(ctx, url, fmt.Sprintf("replies, a round trip taking %v more", 2*away), []int{1})
	return append(figures, remote...), err
}

// contest is the two ways to reply, and rooms for each.
type contest struct {
	st     *postgres.Store
	byHand *floor.Reply
	rooms  []room
}

func (l *lab) compareReplies(ctx context.Context, url, what string, crowds []int) (figures []figure, err error) {
	st, err := openStore(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	byHand, err := floor.NewReply(ctx, url, poolSize)
	if err != nil {
		return nil, err
	}
	defer byHand.Close()
	rooms, err := furnish(ctx, st, 2*crowds[len(crowds)-1])
	if err != nil {
		return nil, err
	}
	c := contest{st, byHand, rooms}
	for _, n := range crowds {
		found, err := l.race(ctx, c, fmt.Sprintf("PostgreSQL, %s, %d at a time", what, n), n)
		if err != nil {
			return nil, err
		}
		figures = append(figures, found...)
	}
	return figures, nil
}

func (c contest) unit(ctx context.Context, i int) error {
	_, err := c.st.PostMessage(ctx, c.rooms[2*i].message())
	return err
}

func (c contest) four(ctx context.Context, i int) error {
	r := c.rooms[2*i+1]
	return c.byHand.Post(ctx, r.id.UUID, r.root.UUID, r.author.UUID)
}

// race has n people post at a time, in turns one way and the other.
func (l *lab) race(ctx context.Context, c contest, name string, n int) ([]figure, error) {
	var mine, theirs []pace
	for range l.repeats() {
		p, err := l.together(ctx, n, c.unit)
		if err != nil {
			return nil, err
		}
		mine = append(mine, p)
		if p, err = l.together(ctx, n, c.four); err != nil {
			return nil, err
		}
		theirs = append(theirs, p)
	}
	compare := func(of func(pace) float64, f figure) figure {
		f.measured, f.floor = middleOf(mine, of), middleOf(theirs, of)
		return f
	}
	return []figure{
		compare(func(p pace) float64 { return p.p50 }, figure{what: name + ", p50", unit: "ms", must: 1.4, aim: 1}),
		compare(func(p pace) float64 { return p.p99 }, figure{what: name + ", p99", unit: "ms", must: 1.5, aim: 1}),
		compare(func(p pace) float64 { return p.perSecond }, figure{what: name, unit: "replies/s", must: 0.75, aim: 1, higher: true}),
	}, nil
}

// pace is how fast something went.
type pace struct{ p50, p99, perSecond float64 } // the first two in ms

// together has n workers do something for a while, each again as soon as it is
// done.
func (l *lab) together(ctx context.Context, n int, do func(ctx context.Context, worker int) error) (pace, error) {
	began := time.Now()
	until := began.Add(pick(l, 2*time.Second, time.Second))
	took := make([][]float64, n)
	failed := make([]error, n)
	var working sync.WaitGroup
	for i := range n {
		working.Go(func() {
			for failed[i] == nil && time.Now().Before(until) {
				start := time.Now()
				failed[i] = do(ctx, i)
				took[i] = append(took[i], milliseconds(time.Since(start)))
			}
		})
	}
	working.Wait()
	var all []float64
	for _, t := range took {
		all = append(all, t...)
	}
	perSecond := float64(len(all)) / time.Since(began).Seconds()
	return pace{quantile(all, 0.5), quantile(all, 0.99), perSecond}, errors.Join(failed...)
}

func middleOf(paces []pace, of func(pace) float64) float64 {
	values := make([]float64, len(paces))
	for i, p := range paces {
		values[i] = of(p)
	}
	return median(values)
}
