package pgtest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgproto3"
)

// Wiretap passes on what clients and a server say, and counts how often a
// client waits for an answer.
type Wiretap struct {
	URL string // through the tap

	server   string
	listener net.Listener
	trips    atomic.Int64
	relays   sync.WaitGroup

	mu     sync.Mutex
	faults []error
}

// ping is what the driver asks instead of a question.
const ping = "-- ping"

// Tap listens in on the line to a database.
func Tap(address string) (*Wiretap, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &Wiretap{server: u.Host, listener: listener}
	u.Host, u.RawQuery = listener.Addr().String(), "sslmode=disable"
	w.URL = u.String()
	w.relays.Go(w.serve)
	return w, nil
}

// Trips is how many answers clients have waited for so far, in the sense of the
// protocol: the messages Sync and Query. The driver's question whether a
// connection that was idle for a second still works is left out.
func (w *Wiretap) Trips() int64 { return w.trips.Load() }

// Close waits until the clients have hung up. The error is what went wrong on
// the line.
func (w *Wiretap) Close() error {
	err := w.listener.Close()
	w.relays.Wait()
	return errors.Join(append(w.faults, err)...)
}

func (w *Wiretap) serve() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		w.relays.Go(func() {
			if err := w.relay(client); err != nil && !errors.Is(err, net.ErrClosed) {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.faults = append(w.faults, err)
			}
		})
	}
}

func (w *Wiretap) relay(client net.Conn) error {
	defer client.Close()
	server, err := net.DialTimeout("tcp", w.server, startTimeout)
	if err != nil {
		return err
	}
	defer server.Close()
	go io.Copy(client, server)
	messages := pgproto3.NewBackend(client, nil)
	start, err := messages.ReceiveStartupMessage()
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	if err := pass(server, start); err != nil {
		return err
	}
	for {
		switch message, err := messages.Receive(); {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		default:
			w.count(message) // first, or the answer may be there before it is counted
			if err := pass(server, message); err != nil {
				return err
			}
		}
	}
}

func pass(server io.Writer, message pgproto3.FrontendMessage) error {
	b, err := message.Encode(nil)
	if err == nil {
		_, err = server.Write(b)
	}
	return err
}

func (w *Wiretap) count(message pgproto3.FrontendMessage) {
	switch m := message.(type) {
	case *pgproto3.Sync:
		w.trips.Add(1)
	case *pgproto3.Query:
		if m.String != ping {
			w.trips.Add(1)
		}
	}
}
