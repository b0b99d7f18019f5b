// Package porttest finds ports for servers that tests start in processes of
// their own, and start again at the same place.
//
// A port that the system hands out is free only until it hands it out again, to
// another test or to the near end of any connection. A server that comes later
// cannot listen there then, and who waits for it may find another one.
package porttest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// The ports lie below those that systems hand out: Linux begins at 32768, others
// at 49152 (RFC 6335, section 6).
const (
	first = 20_000
	count = 10_000
	tries = 200
)

// Port is a TCP port of the local machine that no other test gets.
type Port struct {
	Number int
	lock   net.PacketConn
}

// Take finds a port that nobody listens on. It is kept by means of the UDP port
// of the same number, which the system frees at the latest when the process ends.
func Take() (*Port, error) {
	for range tries {
		p := &Port{Number: first + rand.IntN(count)}
		if p.take() {
			return p, nil
		}
	}
	return nil, fmt.Errorf("none of %d ports is free", tries)
}

func (p *Port) take() bool {
	lock, err := net.ListenPacket("udp", p.Address())
	if err != nil {
		return false
	}
	listener, err := net.Listen("tcp", p.Address())
	if err != nil {
		lock.Close()
		return false
	}
	listener.Close()
	p.lock = lock
	return true
}

// Address is where a server listens on the port.
func (p *Port) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(p.Number)) }

// Free gives the port back.
func (p *Port) Free() { _ = p.lock.Close() }
