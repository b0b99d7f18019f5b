package health_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/health"
)

func TestFailuresInARowOpenTheCircuit(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.want(chat.HealthUnknown)
	w.call(silent)
	w.call(silent)
	w.want(chat.HealthFailing)
	w.call(nil)
	w.want(chat.HealthOK)
	w.goDown(silent)
	if wait := w.refused(); wait != 5*time.Second {
		t.Errorf("to wait %v", wait)
	}
	h := w.Health()
	if h.Problem != "The provider did not answer in time." || !h.RetryAt.Equal(w.now.Add(5*time.Second)) || h.Failures != 5 || h.Refusals != 1 {
		t.Errorf("%+v", h)
	}
	if got := fmt.Sprint(w.changes); got != "[unknown-failing failing-ok ok-failing failing-down]" {
		t.Errorf("changes %s", got)
	}
}

func TestOneCallIsLetThroughAfterThePause(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.goDown(silent)
	w.wantOffered("a", false)
	w.pass(5 * time.Second)
	w.want(chat.HealthFailing)
	w.wantProblem("The next request for an answer tries it again.")
	w.wantOffered("b", true)
	trial := w.admitted("a")
	w.want(chat.HealthDown)
	w.wantOffered("b", false)
	if wait := w.refusal("b").RetryIn; wait != 0 {
		t.Errorf("beside the trial: to wait %v", wait)
	}
	trial.End(left) // says nothing, so the next one may try
	trial = w.admitted("a")
	trial.End(refusedWith(400)) // nor does this
	trial = w.admitted("a")
	trial.Answered()
	w.want(chat.HealthOK)
	w.admitted("a")
	trial.End(nil)
	w.want(chat.HealthOK)
}

func TestPausesDoubleUpToAMinute(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.goDown(silent)
	for _, want := range []float64{5, 10, 20, 40, 60, 60} {
		wait := w.refused()
		if wait.Seconds() != want {
			t.Errorf("to wait %v, want %v s", wait, want)
		}
		w.pass(wait)
		w.call(silent)
	}
	w.pass(time.Minute)
	w.call(nil)
	w.goDown(silent)
	if wait := w.refused(); wait != 5*time.Second {
		t.Errorf("after a success: to wait %v", wait)
	}
}

func TestPausesAreUpToAFifthShorter(t *testing.T) {
	t.Parallel()
	m := health.New(health.Options{Answers: 1, First: 10 * time.Second, Random: func() float64 { return 0.5 }})
	c, err := m.Admit("a")
	if err != nil {
		t.Fatal(err)
	}
	c.End(unreachable)
	if h := m.Health(); h.RetryAt.Sub(h.CheckedAt).Round(time.Second) != 9*time.Second {
		t.Errorf("%+v", h)
	}
}

func TestAnOverloadedServiceIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	t.Parallel()
	for asked, want := range map[time.Duration]time.Duration{
		0: 5 * time.Second, time.Second: 5 * time.Second, 42 * time.Second: 42 * time.Second, 24 * time.Hour: 5 * time.Minute,
	} {
		w := watch(t)
		w.goDown(overloaded(asked))
		if wait := w.refused(); wait != want {
			t.Errorf("asks for %v: to wait %v, want %v", asked, wait, want)
		}
	}
}

func TestCallsFromBeforeDoNotProlongThePause(t *testing.T) {
	t.Parallel()
	w := watch(t)
	late := []*health.Call{w.admitted("a"), w.admitted("a"), w.admitted("a")}
	w.pass(time.Second)
	w.goDown(silent)
	late[0].End(silent)
	w.pass(4 * time.Second)
	late[1].End(silent)
	if wait := w.refused(); wait != time.Second {
		t.Errorf("to wait %v", wait)
	}
	w.pass(2 * time.Second)
	late[2].End(silent)
	w.call(silent)
	if wait := w.refused(); wait != 10*time.Second {
		t.Errorf("after the trial: to wait %v", wait)
	}
}

func TestCallsFromBeforeASuccessDoNotCount(t *testing.T) {
	t.Parallel()
	w := watch(t)
	var late []*health.Call
	for range 5 {
		late = append(late, w.admitted("a"))
	}
	w.pass(time.Second)
	w.call(nil)
	w.pass(time.Minute)
	for _, c := range late {
		c.End(silent)
	}
	w.want(chat.HealthOK)
}

func TestAnAnswerFromBeforeClosesTheCircuit(t *testing.T) {
	t.Parallel()
	w := watch(t)
	slow := w.admitted("a")
	w.goDown(silent)
	slow.End(nil)
	w.want(chat.HealthOK)
}
