//go:build unix

package event

import (
	"errors"
	"net"
	"syscall"
)

// rawConn gives access to a TCP connection's descriptor, which is in
// non-blocking mode. Any other connection, such as TLS, has none.
func rawConn(conn net.Conn) syscall.RawConn {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// attempt is one write that does not wait. It is kept and reused because the
// function that net calls back would be allocated each time otherwise.
type attempt struct {
	rest []byte
	err  error
	call func(fd uintptr) bool
}

func (a *attempt) write(raw syscall.RawConn, b []byte) (rest []byte, err error) {
	if a.call == nil {
		a.call = a.writeTo
	}
	a.rest, a.err = b, nil
	err = raw.Write(a.call)
	rest, a.rest = a.rest, nil
	return rest, errors.Join(err, a.err)
}

// writeTo always answers true: it is done, whether everything was taken or not.
func (a *attempt) writeTo(fd uintptr) bool {
	for len(a.rest) > 0 {
		n, err := syscall.Write(int(fd), a.rest)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			return true
		case err != nil:
			a.err = err
			return true
		default:
			a.rest = a.rest[n:]
		}
	}
	return true
}
