package health_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/health"
)

// watched is a monitor with a clock that only moves when told.
type watched struct {
	*health.Monitor
	t       *testing.T
	now     time.Time
	changes []string
}

func watch(t *testing.T) *watched {
	t.Helper()
	w := &watched{t: t, now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	w.Monitor = health.New(health.Options{
		Changed: func(from chat.HealthState, to chat.Health) {
			w.changes = append(w.changes, fmt.Sprintf("%s-%s", from, to.State))
		},
		Random: func() float64 { return 0 },
		Now:    func() time.Time { return w.now },
	})
	return w
}

func (w *watched) want(state chat.HealthState) {
	w.t.Helper()
	if got := w.Health(); got.State != state {
		w.t.Errorf("%s, want %s: %+v", got.State, state, got)
	}
}

// call makes a call that ends with an error, nil for one that is answered.
func (w *watched) call(err error) {
	w.t.Helper()
	c := w.admitted()
	c.End(err)
}

func (w *watched) admitted() *health.Call {
	w.t.Helper()
	c, err := w.Admit()
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// refused is how long a call that is not admitted has to wait.
func (w *watched) refused() time.Duration {
	w.t.Helper()
	_, err := w.Admit()
	r, ok := errors.AsType[*health.DownError](err)
	if !ok {
		w.t.Fatalf("admitted: %v", err)
	}
	return r.RetryIn
}

func (w *watched) goDown() {
	w.t.Helper()
	for range 3 {
		w.call(unreachable)
	}
	w.want(chat.HealthDown)
}

var (
	unreachable = chat.WithCode(chat.Unavailable, provider.CodeUnreachable, "The provider cannot be reached.")
	left        = chat.Errorf(chat.Canceled, "The request was cancelled.")
)

func refusedWith(status int) error {
	return &chat.Error{Kind: chat.Upstream, Code: provider.CodeRefused, Message: "No.", Err: fmt.Errorf("cause: %w", provider.StatusError(status))}
}

func TestFailuresInARowOpenTheCircuit(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.want(chat.HealthUnknown)
	w.call(unreachable)
	w.call(unreachable)
	w.want(chat.HealthFailing)
	w.call(nil)
	w.want(chat.HealthOK)
	w.goDown()
	if wait := w.refused(); wait != 5*time.Second {
		t.Errorf("to wait %v", wait)
	}
	h := w.Health()
	if h.Problem != "The provider cannot be reached." || !h.RetryAt.Equal(w.now.Add(5*time.Second)) || h.Failures != 5 || h.Refusals != 1 {
		t.Errorf("%+v", h)
	}
	if got := fmt.Sprint(w.changes); got != "[unknown-failing failing-ok ok-failing failing-down]" {
		t.Errorf("changes %s", got)
	}
}

func TestOneCallIsLetThroughAfterThePause(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.goDown()
	w.now = w.now.Add(5 * time.Second)
	trial := w.admitted()
	if wait := w.refused(); wait != 0 {
		t.Errorf("beside the trial: to wait %v", wait)
	}
	trial.End(left) // says nothing, so the next one may try
	trial = w.admitted()
	trial.Answered()
	w.want(chat.HealthOK)
	w.admitted()
	trial.End(nil)
	w.want(chat.HealthOK)
}

func TestPausesDoubleUpToAMinute(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.goDown()
	for _, want := range []float64{5, 10, 20, 40, 60, 60} {
		wait := w.refused()
		if wait.Seconds() != want {
			t.Errorf("to wait %v, want %v s", wait, want)
		}
		w.now = w.now.Add(wait)
		w.call(unreachable)
	}
	w.now = w.now.Add(time.Minute)
	w.call(nil)
	w.goDown()
	if wait := w.refused(); wait != 5*time.Second {
		t.Errorf("after a success: to wait %v", wait)
	}
}

func TestPausesAreUpToAFifthShorter(t *testing.T) {
	t.Parallel()
	m := health.New(health.Options{Threshold: 1, First: 10 * time.Second, Random: func() float64 { return 0.5 }})
	c, err := m.Admit()
	if err != nil {
		t.Fatal(err)
	}
	c.End(unreachable)
	if h := m.Health(); h.RetryAt.Sub(h.CheckedAt).Round(time.Second) != 9*time.Second {
		t.Errorf("%+v", h)
	}
}

func TestCallsFromBeforeDoNotProlongThePause(t *testing.T) {
	t.Parallel()
	w := watch(t)
	late := []*health.Call{w.admitted(), w.admitted(), w.admitted()}
	w.goDown()
	for _, c := range late {
		c.End(unreachable)
	}
	if wait := w.refused(); wait != 5*time.Second {
		t.Errorf("to wait %v", wait)
	}
	w.now = w.now.Add(5 * time.Second)
	w.call(unreachable)
	if wait := w.refused(); wait != 10*time.Second {
		t.Errorf("after the trial: to wait %v", wait)
	}
}

func TestAnAnswerFromBeforeClosesTheCircuit(t *testing.T) {
	t.Parallel()
	w := watch(t)
	slow := w.admitted()
	w.goDown()
	slow.End(nil)
	w.want(chat.HealthOK)
}

// TestVerdicts has every kind of failure three times in a row.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	coded := func(kind chat.Kind, code string) error { return chat.WithCode(kind, code, "No.") }
	for name, tt := range map[string]struct {
		err           error
		answer, probe chat.HealthState
	}{
		"unreachable":       {unreachable, chat.HealthDown, chat.HealthDown},
		"silent":            {coded(chat.Unavailable, provider.CodeTimeout), chat.HealthDown, chat.HealthDown},
		"broken":            {coded(chat.Upstream, provider.CodeBroken), chat.HealthDown, chat.HealthDown},
		"500":               {refusedWith(500), chat.HealthDown, chat.HealthDown},
		"503":               {refusedWith(503), chat.HealthDown, chat.HealthDown},
		"401":               {refusedWith(401), chat.HealthFailing, chat.HealthFailing},
		"403":               {refusedWith(403), chat.HealthFailing, chat.HealthFailing},
		"429":               {coded(chat.RateLimited, provider.CodeRateLimited), chat.HealthFailing, chat.HealthFailing},
		"a web page":        {coded(chat.Upstream, provider.CodeInvalidResponse), chat.HealthFailing, chat.HealthFailing},
		"a fault of ours":   {errors.New("no"), chat.HealthFailing, chat.HealthFailing},
		"a bad request":     {refusedWith(400), chat.HealthOK, chat.HealthFailing},
		"an unknown model":  {refusedWith(404), chat.HealthOK, chat.HealthFailing},
		"not implemented":   {refusedWith(501), chat.HealthOK, chat.HealthFailing},
		"an error in a 200": {coded(chat.Upstream, provider.CodeRefused), chat.HealthOK, chat.HealthFailing},
		"the caller left":   {left, chat.HealthUnknown, chat.HealthUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers, probes := watch(t), watch(t)
			for range 3 {
				answers.call(tt.err)
				probes.Probed(0, tt.err)
			}
			answers.want(tt.answer)
			probes.want(tt.probe)
		})
	}
}

func TestAServiceThatAnswersNeedNoList(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.call(nil)
	w.Probed(0, refusedWith(404))
	w.want(chat.HealthOK)
}

func TestAPublicListSaysNothingAboutTheKey(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.Probed(time.Millisecond, nil)
	w.want(chat.HealthOK)
	w.call(refusedWith(401))
	since := w.Health().Since
	w.now = w.now.Add(time.Minute)
	w.Probed(time.Millisecond, nil)
	w.want(chat.HealthFailing)
	if h := w.Health(); h.Problem != "No." || !h.Since.Equal(since) {
		t.Errorf("%+v", h)
	}
	w.call(nil)
	w.Probed(time.Millisecond, nil)
	w.want(chat.HealthOK)
}

func TestAProbeBringsAServiceBack(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.goDown()
	w.Probed(30*time.Millisecond, nil)
	w.want(chat.HealthOK)
	if h := w.Health(); h.Latency != 30*time.Millisecond || h.Problem != "" || !h.RetryAt.IsZero() {
		t.Errorf("%+v", h)
	}
}
