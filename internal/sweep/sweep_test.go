package sweep_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/rustygpt/rustygpt/internal/sweep"
)

// heap is something to sweep.
type heap struct {
	left  int
	steps []int       // what each step removed
	began []time.Time // of each sweep
	fails error
}

const stepSize = 10

func (h *heap) step(context.Context) (int, error) {
	if len(h.steps) == 0 || h.steps[len(h.steps)-1] == 0 {
		h.began = append(h.began, time.Now())
	}
	n := min(h.left, stepSize)
	h.left -= n
	h.steps = append(h.steps, n)
	if h.fails != nil {
		return n, h.fails
	}
	return n, nil
}

// run does chores for a time.
func run(t *testing.T, d time.Duration, chores ...sweep.Chore) (*sweep.Sweeper, *prometheus.Registry, string) {
	t.Helper()
	var log bytes.Buffer
	reg := prometheus.NewRegistry()
	s := sweep.New(chores, time.Now, slog.New(slog.NewTextHandler(&log, nil)), reg)
	ctx, stop := context.WithTimeout(t.Context(), d)
	defer stop()
	if err := s.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run ended with %v", err)
	}
	return s, reg, log.String()
}

func TestAHeapIsSweptInStepsAndToldOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &heap{left: 25}
		s, reg, log := run(t, time.Hour+time.Minute, sweep.Chore{Name: "leaves", Every: time.Hour, Step: h.step})
		if want := []int{10, 10, 5, 0}; !slices.Equal(h.steps[:4], want) {
			t.Errorf("steps of %v, want %v", h.steps, want)
		}
		if strings.Count(log, "msg=") != 1 || !strings.Contains(log, "level=INFO msg=swept what=leaves removed=25") {
			t.Errorf("the log says %q", log)
		}
		if got := s.Last()[0]; got.Name != "leaves" || got.Failed || got.At.IsZero() {
			t.Errorf("last %+v", got)
		}
		if got := testutil.CollectAndCount(reg, "rustygpt_sweep_removed_total"); got != 1 {
			t.Errorf("%d series", got)
		}
		want := "# HELP rustygpt_sweep_removed_total Things that sweeps have removed: rows, conversations or directories.\n" +
			"# TYPE rustygpt_sweep_removed_total counter\nrustygpt_sweep_removed_total{sweep=\"leaves\"} 25\n"
		if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "rustygpt_sweep_removed_total"); err != nil {
			t.Error(err)
		}
	})
}

func TestSweepsComeAgainAndNotInStep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := &heap{}, &heap{}
		run(t, 10*time.Hour, sweep.Chore{Name: "a", Every: time.Hour, Step: a.step}, sweep.Chore{Name: "b", Every: time.Hour, Step: b.step})
		for _, h := range []*heap{a, b} {
			if n := len(h.began); n < 9 || n > 12 {
				t.Errorf("swept %d times in ten hours", n)
			}
			for i := range len(h.began) - 1 {
				if gap := h.began[i+1].Sub(h.began[i]); gap < 54*time.Minute || gap > 66*time.Minute {
					t.Errorf("%v between two sweeps", gap)
				}
			}
		}
		if slices.EqualFunc(a.began, b.began, time.Time.Equal) {
			t.Error("both sweep at the same times")
		}
	})
}

func TestFailuresInARowAreToldOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &heap{left: 5, fails: errors.New("no database")}
		other := &heap{left: 1}
		s, reg, log := run(t, 10*time.Minute,
			sweep.Chore{Name: "leaves", Every: time.Minute, Step: h.step}, sweep.Chore{Name: "twigs", Every: time.Minute, Step: other.step})
		if strings.Count(log, "no database") != 1 {
			t.Errorf("the log says %q", log)
		}
		if last := s.Last(); !last[0].Failed || last[1].Failed || other.left != 0 {
			t.Errorf("last %+v", last)
		}
		if len(h.steps) < 5 {
			t.Errorf("only %d tries", len(h.steps))
		}
		want := fmt.Sprintf("# HELP rustygpt_sweep_failures_total Sweeps that broke off; they are tried again.\n"+
			"# TYPE rustygpt_sweep_failures_total counter\nrustygpt_sweep_failures_total{sweep=\"leaves\"} %d\n"+
			"rustygpt_sweep_failures_total{sweep=\"twigs\"} 0\n", len(h.steps))
		if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "rustygpt_sweep_failures_total"); err != nil {
			t.Error(err)
		}
	})
}
