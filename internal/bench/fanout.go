package main

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// crowd is a shape of fan-out: so many conversations, each with so many
// readers, in which so many answers are written at the same time.
type crowd struct {
	conversations, readers, answers int
	every                           time.Duration // between an answer's tokens
}

func (c crowd) String() string { return fmt.Sprintf("%d x %d", c.conversations, c.readers) }

// flow is what came to the readers of a crowd.
type flow struct {
	deliveries float64 // per second
	cpu        float64 // microseconds for each
	events     float64 // per conversation, while it was measured
	frame      float64 // bytes
}

// measureFanOut has models write into conversations that many people read. The
// floor is given the same number of events of the same size in the same time,
// though not the work of making them.
func measureFanOut(ctx context.Context, l *lab) ([]figure, error) {
	crowds := pick(l, []crowd{
		{1, 100, 24, time.Millisecond},
		{1, 1000, 24, time.Millisecond},
		{1000, 2, 1, 40 * time.Millisecond},
	}, []crowd{{1, 100, 8, time.Millisecond}})
	var figures []figure
	for _, c := range crowds {
		found, err := l.compareFanOut(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("%v: %w", c, err)
		}
		figures = append(figures, found...)
	}
	return figures, nil
}

func (l *lab) compareFanOut(ctx context.Context, c crowd) ([]figure, error) {
	sides := map[string][]flow{}
	for range l.repeats() {
		mine, err := l.productFlow(ctx, c)
		if err != nil {
			return nil, err
		}
		sides["product"] = append(sides["product"], mine)
		for _, kind := range []string{"ring", "detach"} {
			other, err := l.floorFlow(ctx, c, kind, mine)
			if err != nil {
				return nil, err
			}
			sides[kind] = append(sides[kind], other)
		}
	}
	deliveries := func(side string) float64 {
		return middle(sides[side], func(f flow) float64 { return f.deliveries })
	}
	cpu := func(side string) float64 { return middle(sides[side], func(f flow) float64 { return f.cpu }) }
	name := "fan-out " + c.String()
	figures := []figure{
		{what: name + ", floor ring", unit: "deliveries/s", measured: deliveries("product"), floor: deliveries("ring"), must: 0.9, aim: 1, higher: true},
		{what: name + ", floor detach", unit: "deliveries/s", measured: deliveries("product"), floor: deliveries("detach"), aim: 0.85, higher: true},
	}
	if c.readers < 100 {
		return figures, nil // the events cost more than their delivery
	}
	return append(figures, figure{
		what: name + ", floor ring", unit: "us of CPU per delivery, making the events included",
		measured: cpu("product"), floor: cpu("ring"), must: 1.15, aim: 1,
	}), nil
}

func middle(flows []flow, of func(flow) float64) float64 {
	values := make([]float64, len(flows))
	for i, f := range flows {
		values[i] = of(f)
	}
	return median(values)
}

func (l *lab) period() time.Duration { return pick(l, 4*time.Second, 2*time.Second) }

func (l *lab) productFlow(ctx context.Context, c crowd) (flow, error) {
	up, err := startUpstream(ctx)
	if err != nil {
		return flow{}, err
	}
	defer up.stop()
	p, err := l.startProduct(ctx, up)
	if err != nil {
		return flow{}, err
	}
	ids, err := p.converse(ctx, c.conversations, chat.AssistantAuto)
	if err != nil {
		return flow{}, err
	}
	paths := make([]string, len(ids))
	for i, id := range ids {
		paths[i] = streamPath(id)
	}
	a, err := gather(ctx, p.address, p.cookie, paths, c.readers)
	if err != nil {
		return flow{}, err
	}
	defer a.leave()
	endless := script{Tokens: 1 << 30, Every: c.every}.String()
	err = spread(ids, func(id chat.ConversationID) error {
		for range c.answers {
			if _, err := p.post(ctx, id, endless); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return flow{}, err
	}
	if err := wait(ctx, time.Second); err != nil { // until all are under way
		return flow{}, err
	}
	before, err := p.position(ctx, ids[0])
	if err != nil {
		return flow{}, err
	}
	f, err := a.observe(ctx, p.child, l.period())
	if err != nil {
		return flow{}, err
	}
	after, err := p.position(ctx, ids[0])
	if err != nil {
		return flow{}, err
	}
	f.events = float64(after - before)
	p.kill() // its answers would never end
	return f, nil
}

// spread does something for all of a list, a few at a time.
func spread[T any](list []T, do func(T) error) error {
	work := make(chan T)
	failed := make(chan error, len(list))
	var workers sync.WaitGroup
	for range min(16, len(list)) {
		workers.Go(func() {
			for item := range work {
				if err := do(item); err != nil {
					failed <- err
				}
			}
		})
	}
	for _, item := range list {
		work <- item
	}
	close(work)
	workers.Wait()
	close(failed)
	return <-failed
}

func (l *lab) floorFlow(ctx context.Context, c crowd, kind string, same flow) (flow, error) {
	child, err := l.startFloor(ctx, kind)
	if err != nil {
		return flow{}, err
	}
	paths := make([]string, c.conversations)
	for i := range paths {
		paths[i] = "/" + strconv.Itoa(i)
	}
	a, err := gather(ctx, child.address, "", paths, c.readers)
	if err != nil {
		return flow{}, err
	}
	defer a.leave()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // ends with the floor, at the latest
		_ = postNothing(ctx, fmt.Sprintf("%s/publish?topics=%d&events=%.0f&bytes=%.0f&milliseconds=%d",
			child.url, c.conversations, same.events, same.frame, l.period().Milliseconds()))
	}()
	f, err := a.observe(ctx, child, l.period())
	if err != nil {
		return flow{}, err
	}
	return f, child.stop()
}

// observe counts for a while.
func (a *audience) observe(ctx context.Context, c *child, d time.Duration) (flow, error) {
	frames, size, cpu, began := a.frames.Load(), a.bytes.Load(), c.cpu(), time.Now()
	if err := wait(ctx, d); err != nil {
		return flow{}, err
	}
	n := float64(a.frames.Load() - frames)
	used := c.cpu() - cpu
	f := flow{
		deliveries: n / time.Since(began).Seconds(),
		cpu:        float64(used.Microseconds()) / max(n, 1),
		frame:      float64(a.bytes.Load()-size) / max(n, 1),
	}
	return f, nil
}
