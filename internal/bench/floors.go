package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/rustygpt/rustygpt/internal/bench/floor"
)

// floorCommand makes this program a floor instead of the measuring side.
const floorCommand = "floor"

// serveFloor runs a floor until standard input ends, which it does when the
// measuring side is gone.
func serveFloor(ctx context.Context, args []string, out io.Writer) error {
	handler, err := newFloor(ctx, args)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	fmt.Fprintln(out, listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func newFloor(ctx context.Context, args []string) (http.Handler, error) {
	if len(args) == 0 {
		return nil, errors.New("which floor?")
	}
	switch args[0] {
	case "ring":
		return newFanOutFloor(false), nil
	case "detach":
		return newFanOutFloor(true), nil
	case "relay":
		if len(args) < 2 {
			return nil, errors.New("the relay needs an upstream")
		}
		return floor.NewRelay(args[1]), nil
	case "json":
		if len(args) < 2 {
			return nil, errors.New("the JSON floor needs a directory")
		}
		return floor.NewJSON(ctx, args[1])
	default:
		return nil, fmt.Errorf("no such floor: %s", args[0])
	}
}

// newFanOutFloor adds a publisher to the fan-out floor: POST /publish with
// topics, events (per topic), bytes (per frame) and milliseconds spreads the
// events evenly over the time.
func newFanOutFloor(detach bool) http.Handler {
	fanout := floor.NewFanout(detach)
	mux := http.NewServeMux()
	mux.Handle("/", fanout)
	mux.HandleFunc("POST /publish", func(w http.ResponseWriter, r *http.Request) {
		number := func(name string) int {
			n, _ := strconv.Atoi(r.URL.Query().Get(name)) // the measuring side knows what it sends
			return max(n, 1)
		}
		publishEvenly(fanout, number("topics"), number("events"), number("bytes"), number("milliseconds"))
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

func publishEvenly(f *floor.Fanout, topics, events, size, milliseconds int) {
	frame := make([]byte, size)
	for i := range frame {
		frame[i] = 'x'
	}
	copy(frame[max(0, size-2):], "\n\n")
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	total := topics * events
	for began, done := time.Now(), 0; done < total; <-tick.C {
		due := min(total, 1+int(time.Since(began).Milliseconds())*total/milliseconds)
		for ; done < due; done++ {
			f.Publish("/"+strconv.Itoa(done%topics), frame)
		}
	}
}
