package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/rustygpt/rustygpt/internal/autostart"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/logfile"
)

// Options are what a server needs besides its configuration.
type Options struct {
	Console  io.Writer // the greeting and the setup token; nil = nowhere
	Log      *slog.Logger
	LogFiles *logfile.Files // where the log is kept; nil = in no files
	Version  string
	Assets   fs.FS // the web app inside the program
	// Command starts this server at its user's login; without a program it cannot
	// be started then.
	Command autostart.Command
	Now     func() time.Time // nil = time.Now
	// Listening is called with the address that is listened on, at every start;
	// nil = not.
	Listening func(net.Addr)
	// RestoreStep is called before every step of a restore, so that tests can
	// end the process there; nil = not.
	RestoreStep func(name string)
}

// streamsGrace is how long the last writes to clients may take at shutdown.
const streamsGrace = 5 * time.Second

// errRestart ends a run so that another one begins, for one of two reasons.
var (
	errRestart  = errors.New("the server starts again")
	errStaged   = fmt.Errorf("%w to restore a backup", errRestart)
	errReplaced = fmt.Errorf("%w with the data of a backup that was restored", errRestart)
)

// restartAfter leaves the one who asked for it time to read the answer.
const restartAfter = time.Second

// Run builds the server and serves until ctx ends; then it lets running answers
// finish for the configured time, ends the streams and closes the database. To
// restore a backup it does the same, and starts again; likewise when another
// process has restored one.
func Run(ctx context.Context, cfg config.Config, opts Options) error {
	if opts.Console == nil {
		opts.Console = io.Discard
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	for {
		err := runOnce(ctx, cfg, opts)
		if !errors.Is(err, errRestart) {
			return err
		}
		opts.Log.Info("starting again", "reason", err)
		if ctx.Err() != nil {
			return quiet(ctx.Err())
		}
	}
}

func runOnce(ctx context.Context, cfg config.Config, opts Options) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Server.Address())
	if err != nil {
		return fmt.Errorf("listen on %s: %w", cfg.Server.Address(), err)
	}
	p, err := build(ctx, cfg, opts)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	err = p.serve(ctx, listener, opts)
	if p.isReplaced() { // whatever has failed, that is why
		err = errors.Join(errReplaced, err)
	}
	if closing := p.store.Close(); closing != nil {
		err = errors.Join(err, fmt.Errorf("close the database: %w", closing))
	}
	return err
}

// serve runs everything under one group. Contexts end one after the other: the
// first stops taking requests, the second stops what answers still need, and
// the last the line on which other instances hear of their ends.
func (p *parts) serve(ctx context.Context, listener net.Listener, opts Options) error {
	if err := p.start(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	hangUp := p.callPeers(context.WithoutCancel(ctx))
	defer hangUp()
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	background, ctx := errgroup.WithContext(ctx)
	background.Go(func() error { return quiet(p.catalog.Run(ctx)) })
	background.Go(func() error { return quiet(p.accounts.Run(ctx)) })
	background.Go(func() error { return quiet(p.presence.Run(ctx)) })
	background.Go(func() error { return quiet(p.sweeper.Run(ctx)) })
	background.Go(func() error { return quiet(p.disk.Run(ctx)) })
	background.Go(func() error { return quiet(p.awaitRestart(ctx)) })

	committing := make(chan error, 1)
	go func() { committing <- quiet(p.generations.Serve(work)) }()

	web := &http.Server{
		Handler:           p.handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(opts.Log.Handler(), slog.LevelDebug),
	}
	background.Go(func() error {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	background.Go(func() error {
		<-ctx.Done()
		return p.shutDown(context.WithoutCancel(ctx), web)
	})
	p.announce(listener.Addr(), opts)

	err := background.Wait()
	stopWork()
	return errors.Join(err, <-committing)
}

// awaitRestart ends the run when there is another's data in the database, or soon
// after somebody asked for a restart.
func (p *parts) awaitRestart(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-p.replaced:
		return errReplaced
	case <-p.restart:
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(restartAfter):
		return errStaged
	}
}

// isReplaced reports whether the data is no longer that of this run.
func (p *parts) isReplaced() bool {
	select {
	case <-p.replaced:
		return true
	default:
		return false
	}
}

// callPeers keeps in touch with the other instances, if there can be any, until
// the function it returns is called.
func (p *parts) callPeers(ctx context.Context) (hangUp func()) {
	if p.peers == nil {
		return func() {}
	}
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.peers.serve(ctx) // it ends with ctx, which is all it could say
	}()
	return func() {
		stop()
		<-done
	}
}

// announce says where the server is, to people and to whoever started it.
func (p *parts) announce(addr net.Addr, opts Options) {
	opts.Log.Info("listening", "address", addr.String())
	greet(opts.Console, p.publicURL, p.accounts.SetupToken())
	if opts.Listening != nil {
		opts.Listening(addr)
	}
}

// shutDown goes in the order that loses nothing: no new requests, answers come
// to their end, their readers are told, the connections close.
func (p *parts) shutDown(ctx context.Context, web *http.Server) error {
	p.log.Info("stopping", "drain", p.drain)
	refused := make(chan error, 1)
	go func() { refused <- web.Shutdown(ctx) }() // stops listening at once, then waits for handlers

	patience := p.drain
	if p.isReplaced() {
		patience = 0 // nothing more of any answer can be saved
	}
	drain, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := p.generations.Drain(drain)
	p.events.Close()

	select {
	case stopped := <-refused:
		return errors.Join(err, stopped)
	case <-time.After(streamsGrace):
		return errors.Join(err, web.Close())
	}
}

// quiet drops the error of a part that ended because it was told to.
func quiet(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
