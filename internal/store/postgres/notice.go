package postgres

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/notice"
)

const (
	channel   = "rustygpt_notices"
	sqlListen = `LISTEN ` + channel
	sqlNotify = `SELECT pg_notify('` + channel + `', payload) FROM unnest($1::text[]) AS payload`
)

const (
	// noticeTimeout bounds what a notice may take: one that comes later than
	// others look for themselves is of no use.
	noticeTimeout = 5 * time.Second
	// A connection that says nothing for long may be dead without anybody here
	// knowing, behind a firewall for example.
	listenPing     = 15 * time.Second
	firstReconnect = 50 * time.Millisecond // doubles with every failure
	lastReconnect  = 5 * time.Second
	// maxSigns bounds what waits while the database is away. The oldest signs
	// have passed by then.
	maxSigns = 16_384
)

// Notices is this instance's line to the others on the same database. Notices
// leave outside of transactions: PostgreSQL has transactions that notify wait
// for each other at commit.
//
// What is to be said is gathered while the last round trip is under way: one
// notice for each thing, with its highest position, and passing signs as they
// came.
type Notices struct {
	store    *Store
	instance string
	log      *slog.Logger
	wake     chan struct{}

	mu      sync.Mutex
	pending map[notice.Notice]int64 // positions, by the notice without it
	signs   []notice.Notice
}

// Notices makes the line of an instance. Its name must differ from the others'.
func (s *Store) Notices(instance string) *Notices {
	return &Notices{
		store:    s,
		instance: instance,
		log:      s.log,
		wake:     make(chan struct{}, 1),
		pending:  map[notice.Notice]int64{},
	}
}

// Send tells the other instances soon. It does not wait.
func (n *Notices) Send(what notice.Notice) {
	if what.Passing() {
		n.addSign(what)
	} else {
		n.add(what)
	}
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

func (n *Notices) add(what notice.Notice) {
	position := what.Position
	what.Position = 0
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pending[what] = max(n.pending[what], position)
}

func (n *Notices) addSign(what notice.Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.signs) == maxSigns {
		n.signs = slices.Delete(n.signs, 0, maxSigns/2)
	}
	n.signs = append(n.signs, what)
}

// Serve sends and receives until ctx ends. What is still to be said by then is
// sent.
func (n *Notices) Serve(ctx context.Context, r notice.Receiver) error {
	var listening sync.WaitGroup
	listening.Go(func() { n.listen(ctx, r) })
	n.send(ctx)
	listening.Wait()
	return ctx.Err()
}

// send makes one round trip after the other, as long as there is something to
// say.
func (n *Notices) send(ctx context.Context) {
	var b backoff
	for {
		select {
		case <-ctx.Done():
			n.flush(context.WithoutCancel(ctx))
			return
		case <-n.wake:
		}
		if n.flush(ctx) {
			b.reset()
		} else if !b.wait(ctx) {
			n.flush(context.WithoutCancel(ctx))
			return
		}
	}
}

// flush sends what is pending. What could not be sent stays, except for passing
// signs.
func (n *Notices) flush(ctx context.Context) bool {
	batch := n.take()
	if len(batch) == 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, noticeTimeout)
	defer cancel()
	_, err := n.store.pool.Exec(ctx, sqlNotify, notice.Encode(n.instance, batch))
	if err == nil {
		return true
	}
	n.log.Warn("telling the other instances failed", "notices", len(batch), "error", translate(err))
	for _, what := range batch {
		if !what.Passing() {
			n.Send(what)
		}
	}
	return false
}

func (n *Notices) take() []notice.Notice {
	n.mu.Lock()
	pending, signs := n.pending, n.signs
	n.pending, n.signs = map[notice.Notice]int64{}, nil
	n.mu.Unlock()
	batch := slices.AppendSeq(make([]notice.Notice, 0, len(pending)), maps.Keys(pending))
	for i := range batch {
		batch[i].Position = pending[batch[i]]
	}
	return append(batch, signs...)
}

// listen hands on what others say, and comes back whenever the connection ends.
func (n *Notices) listen(ctx context.Context, r notice.Receiver) {
	var b backoff
	for ctx.Err() == nil {
		heard, err := n.listenOnce(ctx, r)
		if ctx.Err() != nil {
			return
		}
		n.log.Warn("listening to the other instances was interrupted", "error", translate(err))
		if heard {
			b.reset()
		}
		b.wait(ctx)
	}
}

// listenOnce lasts as long as a connection, which is not one of the pool's. It
// reports whether there was one.
func (n *Notices) listenOnce(ctx context.Context, r notice.Receiver) (connected bool, err error) {
	config := n.store.pool.Config().ConnConfig
	config.RuntimeParams["application_name"] = "rustygpt notices"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return false, err
	}
	defer n.hangUp(ctx, conn)
	if err := n.store.admit(ctx, conn); err != nil {
		return false, err
	}
	if _, err := conn.Exec(ctx, sqlListen); err != nil {
		return false, err
	}
	r.Connected()
	for {
		if err := n.hear(ctx, conn, r); err != nil {
			return true, err
		}
	}
}

func (n *Notices) hangUp(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // it may be broken, which is why we hang up
}

// hear waits for one payload, or makes sure that the line is not dead.
func (n *Notices) hear(ctx context.Context, conn *pgx.Conn, r notice.Receiver) error {
	patient, cancel := context.WithTimeout(ctx, listenPing)
	defer cancel()
	heard, err := conn.WaitForNotification(patient)
	switch {
	case err == nil:
		n.handOn(heard.Payload, r)
		return nil
	case ctx.Err() != nil || patient.Err() == nil:
		return err
	}
	ping, stop := context.WithTimeout(ctx, pingTimeout)
	defer stop()
	return conn.Ping(ping)
}

func (n *Notices) handOn(payload string, r notice.Receiver) {
	sender, list, err := notice.Decode(payload)
	if err != nil {
		n.log.Warn("a notice of another instance cannot be read", "error", err)
	}
	if sender == n.instance {
		return
	}
	for _, what := range list {
		r.Receive(sender, what)
	}
}

// backoff waits longer after every failure.
type backoff struct{ next time.Duration }

func (b *backoff) reset() { b.next = 0 }

// wait is false when ctx ended first.
func (b *backoff) wait(ctx context.Context) bool {
	b.next = min(max(2*b.next, firstReconnect), lastReconnect)
	return pause(ctx, b.next)
}
