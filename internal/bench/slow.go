package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const spellTime = 2 * time.Second

// spell is one of the times in which deliveries are watched, with or without a
// slow reader.
type spell struct {
	p50, p99 float64 // ms from the model to a reader
	memory   float64 // of the server, MB
}

// measureSlow has a thousand readers follow answers, and one more who reads a
// byte a second. Short spells with it and without take turns in one server, each
// coming first every other time, so that whatever else changes meets both.
func measureSlow(ctx context.Context, l *lab) ([]figure, error) {
	readers, turns := pick(l, 1000, 100), pick(l, 12, 2)
	h, err := l.startHall(ctx, readers)
	if err != nil {
		return nil, err
	}
	defer h.close()
	var with, without []spell
	for turn := range turns {
		for i := range 2 {
			if (turn+i)%2 == 0 {
				without, err = h.append(ctx, without)
			} else {
				leave := h.admitSlow(ctx)
				with, err = h.append(ctx, with)
				leave()
			}
			if err != nil {
				return nil, err
			}
		}
	}
	name := fmt.Sprintf("one slow reader among %d", readers)
	compare := func(what string, must float64, of func(spell) float64) figure {
		return figure{what: name + ", " + what, unit: "times that without it", measured: paired(with, without, of), must: must, aim: 1.05}
	}
	return []figure{
		compare("delivery to the others p50", 1.1, func(s spell) float64 { return s.p50 }),
		compare("delivery to the others p99", 1.1, func(s spell) float64 { return s.p99 }),
		compare("memory of the server", 1.25, func(s spell) float64 { return s.memory }),
	}, nil
}

// paired compares each spell with its neighbour: what other programs do changes
// more from minute to minute than from one spell to the next.
func paired(with, without []spell, of func(spell) float64) float64 {
	ratios := make([]float64, len(with))
	for i := range with {
		ratios[i] = of(with[i]) / of(without[i])
	}
	return median(ratios)
}

// hall is a server with one conversation in which models talk without end, and
// many readers of it.
type hall struct {
	*product
	up   *upstream
	id   chat.ConversationID
	ears []*ear
	done sync.WaitGroup
}

// ear is one quick reader.
type ear struct {
	conn net.Conn
	mu   sync.Mutex
	late []float64 // ms, since it was last asked
}

// talkers is how many answers are written at once in the hall, each at the
// usual speed of a model.
const talkers = 4

func (l *lab) startHall(ctx context.Context, readers int) (*hall, error) {
	up, err := startUpstream(ctx)
	if err != nil {
		return nil, err
	}
	p, err := l.startProduct(ctx, up)
	if err != nil {
		up.stop()
		return nil, err
	}
	h := &hall{product: p, up: up}
	ids, err := p.converse(ctx, 1, chat.AssistantAuto)
	if err == nil {
		h.id = ids[0]
		err = h.fill(ctx, readers)
	}
	if err != nil {
		h.close()
		return nil, err
	}
	return h, wait(ctx, time.Second) // until all are under way
}

func (h *hall) fill(ctx context.Context, readers int) error {
	for range readers {
		conn, r, err := dial(ctx, h.address, streamPath(h.id), h.cookie)
		if err != nil {
			return err
		}
		e := &ear{conn: conn}
		h.ears = append(h.ears, e)
		h.done.Go(func() { e.listen(r) })
	}
	endless := script{Tokens: 1 << 30, Every: 40 * time.Millisecond}.String()
	for range talkers {
		if _, err := h.post(ctx, h.id, endless); err != nil {
			return err
		}
	}
	return nil
}

// close ends the readers and the server, whose answers would never end.
func (h *hall) close() {
	for _, e := range h.ears {
		_ = e.conn.Close()
	}
	h.done.Wait()
	h.kill()
	h.up.stop()
}

// listen notes how long each token was on its way, until the stream ends.
func (e *ear) listen(r io.Reader) {
	_ = eachToken(r, "", func(late time.Duration) { // ends with its connection
		e.mu.Lock()
		defer e.mu.Unlock()
		e.late = append(e.late, float64(late)/float64(time.Millisecond))
	})
}

func (e *ear) take() []float64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	late := e.late
	e.late = nil
	return late
}

// append watches deliveries for one more spell.
func (h *hall) append(ctx context.Context, spells []spell) ([]spell, error) {
	for _, e := range h.ears {
		e.take()
	}
	if err := wait(ctx, spellTime); err != nil {
		return nil, err
	}
	var all []float64
	for _, e := range h.ears {
		all = append(all, e.take()...)
	}
	if len(all) == 0 {
		return nil, errors.New("nothing was delivered")
	}
	return append(spells, spell{quantile(all, 0.5), quantile(all, 0.99), h.memory("RssAnon") / 1e6}), nil
}

// admitSlow lets the slow reader in until leave is called. Whenever the server
// ends its stream it comes back.
func (h *hall) admitSlow(ctx context.Context) (leave func()) {
	ctx, stop := context.WithCancel(ctx)
	var reading sync.WaitGroup
	reading.Go(func() {
		for ctx.Err() == nil {
			if err := crawl(ctx, h.address, streamPath(h.id), h.cookie); err != nil {
				return
			}
		}
	})
	return func() {
		stop()
		reading.Wait()
	}
}

// crawl reads a stream a byte a second, until it ends.
func crawl(ctx context.Context, address, path, cookie string) error {
	conn, r, err := dial(ctx, address, path, cookie)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4096) // the less the kernel takes in its place, the slower it is
	}
	for {
		if _, err := r.ReadByte(); err != nil {
			return nil // the server has had enough
		}
		if err := wait(ctx, time.Second); err != nil {
			return err
		}
	}
}
