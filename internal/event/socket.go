package event

import (
	"net"
	"syscall"
	"time"
)

// socket is a connection taken over from net/http. One goroutine writes at a
// time; close may come from another.
type socket struct {
	conn    net.Conn
	raw     syscall.RawConn // nil when writing without waiting is not possible
	timeout time.Duration
	until   time.Time // write deadline in force; zero = none
}

func newSocket(conn net.Conn, timeout time.Duration) *socket {
	return &socket{conn: conn, raw: rawConn(conn), timeout: timeout}
}

// write writes all of b, waiting for the peer. A deadline is a timer, so it is
// only pushed on when half of it has passed.
func (k *socket) write(b []byte) error {
	if now := time.Now(); k.until.Sub(now) < k.timeout/2 {
		k.until = now.Add(k.timeout)
		if err := k.conn.SetWriteDeadline(k.until); err != nil {
			return err
		}
	}
	_, err := k.conn.Write(b)
	return err
}

// try writes as much of b as the socket takes at once and returns the rest.
func (k *socket) try(a *attempt, b []byte) (rest []byte, err error) {
	if !k.until.IsZero() {
		k.until = time.Time{}
		if err := k.conn.SetWriteDeadline(k.until); err != nil {
			return nil, err
		}
	}
	return a.write(k.raw, b)
}

func (k *socket) close() { _ = k.conn.Close() } // nothing can be done about a failure
