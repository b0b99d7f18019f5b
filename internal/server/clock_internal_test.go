package server

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestAClockThatGoesApartIsSaidOnce(t *testing.T) {
	t.Parallel()
	var offset time.Duration
	var log bytes.Buffer
	c := &clockWatch{
		offset:  func(context.Context) (time.Duration, error) { return offset, nil },
		allowed: 5 * time.Second,
		log:     slog.New(slog.NewTextHandler(&log, nil)),
	}
	for _, step := range []struct {
		offset time.Duration
		want   int // warnings so far
	}{{0, 0}, {5 * time.Second, 0}, {6 * time.Second, 1}, {-time.Hour, 1}, {time.Second, 1}, {-6 * time.Second, 2}} {
		offset = step.offset
		if err := c.check(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(log.String(), "level=WARN"); got != step.want {
			t.Errorf("at %v: %d warnings, want %d", step.offset, got, step.want)
		}
	}
}
