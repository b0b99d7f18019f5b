package main

import (
	"context"
	"strconv"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// settle is how long memory is given to come to rest.
const settle = 2 * time.Second

// measureIdle holds many streams on which nothing happens.
func measureIdle(ctx context.Context, l *lab) ([]figure, error) {
	const conversations = 100
	each := min(pick(l, 10_000, 1000), openFiles()-500) / conversations
	p, err := l.startProduct(ctx, nil)
	if err != nil {
		return nil, err
	}
	ids, err := p.converse(ctx, conversations, chat.AssistantOff)
	if err != nil {
		return nil, err
	}
	paths, topics := make([]string, conversations), make([]string, conversations)
	for i, id := range ids {
		paths[i], topics[i] = streamPath(id), "/"+strconv.Itoa(i)
	}
	// Passwords are hashed in memory that the server would give back meanwhile.
	if err := l.restart(ctx, p); err != nil {
		return nil, err
	}
	measured, err := growth(ctx, p.child, p.cookie, paths, each)
	if err != nil {
		return nil, err
	}
	if err := p.stop(); err != nil {
		return nil, err
	}
	f, err := l.startFloor(ctx, "detach")
	if err != nil {
		return nil, err
	}
	floor, err := growth(ctx, f, "", topics, each)
	if err != nil {
		return nil, err
	}
	return []figure{{
		what: "memory per idle stream, " + strconv.Itoa(each*conversations) + " of them", unit: "KB",
		measured: measured / 1000, floor: floor / 1000, absolute: true, must: 12, aim: 8,
	}}, f.stop()
}

// growth is how much a server's own memory grows by each stream.
func growth(ctx context.Context, c *child, cookie string, paths []string, each int) (float64, error) {
	if err := wait(ctx, settle); err != nil {
		return 0, err
	}
	before := c.memory("RssAnon")
	a, err := gather(ctx, c.address, cookie, paths, each)
	if err != nil {
		return 0, err
	}
	defer a.leave()
	if err := wait(ctx, settle); err != nil {
		return 0, err
	}
	return (c.memory("RssAnon") - before) / float64(len(a.conns)), nil
}
