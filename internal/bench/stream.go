package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// dial opens an event stream without an HTTP client, which would cost more than
// what is measured.
func dial(ctx context.Context, address, path, cookie string) (net.Conn, *bufio.Reader, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, nil, err
	}
	head := "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nAccept: text/event-stream\r\nCookie: " + cookie + "\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	r := bufio.NewReaderSize(conn, 512)
	if err := readHead(r); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return conn, r, nil
}

func readHead(r *bufio.Reader) error {
	status, err := r.ReadString('\n')
	if err != nil {
		return err
	}
	if len(status) < 12 || status[9:12] != "200" {
		return fmt.Errorf("the stream was refused: %s", status)
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == "\r\n" {
			return err
		}
	}
}

// audience is many readers that count what they are sent.
type audience struct {
	frames, bytes atomic.Int64
	conns         []net.Conn
	reading       sync.WaitGroup
}

// gather opens n streams for each path.
func gather(ctx context.Context, address, cookie string, paths []string, n int) (*audience, error) {
	a := &audience{}
	for _, path := range paths {
		for range n {
			conn, r, err := dial(ctx, address, path, cookie)
			if err != nil {
				a.leave()
				return nil, err
			}
			a.conns = append(a.conns, conn)
			a.reading.Go(func() { a.count(r) })
		}
	}
	return a, nil
}

// count counts blank lines, one of which ends each frame.
func (a *audience) count(r io.Reader) {
	b := make([]byte, 16<<10)
	var last byte
	for {
		n, err := r.Read(b)
		if err != nil {
			return
		}
		frames := bytes.Count(b[:n], []byte("\n\n"))
		if last == '\n' && b[0] == '\n' {
			frames++
		}
		last = b[n-1]
		a.frames.Add(int64(frames))
		a.bytes.Add(int64(n))
	}
}

func (a *audience) leave() {
	for _, c := range a.conns {
		_ = c.Close()
	}
	a.reading.Wait()
}

// readTokens reads a stream up to a line with the given beginning, or its end,
// and says how long each token was on its way.
func readTokens(r io.Reader, end string) (latencies []time.Duration, err error) {
	err = eachToken(r, end, func(late time.Duration) { latencies = append(latencies, late) })
	return latencies, err
}

// eachToken is readTokens for streams without an end.
func eachToken(r io.Reader, end string, note func(late time.Duration)) error {
	lines := bufio.NewReaderSize(r, 32<<10)
	for {
		line, err := lines.ReadSlice('\n')
		now := time.Now()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if end != "" && bytes.HasPrefix(line, []byte(end)) {
			return nil
		}
		for {
			i := bytes.IndexByte(line, tokenMark)
			if i < 0 || len(line) < i+1+timeDigits {
				break
			}
			sent, err := strconv.ParseInt(string(line[i+1:i+1+timeDigits]), 10, 64)
			if err != nil {
				return err
			}
			note(now.Sub(time.Unix(0, sent)))
			line = line[i+1+timeDigits:]
		}
	}
}
