package health_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
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

// call makes a call of the model a that ends with an error, nil for one that is
// answered.
func (w *watched) call(err error) {
	w.t.Helper()
	w.callOf("a", err)
}

func (w *watched) callOf(model string, err error) {
	w.t.Helper()
	w.admitted(model).End(err)
}

func (w *watched) admitted(model string) *health.Call {
	w.t.Helper()
	c, err := w.Admit(model)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// refused is how long a call of the model a that is not admitted has to wait.
func (w *watched) refused() time.Duration {
	w.t.Helper()
	return w.refusal("a").RetryIn
}

func (w *watched) refusal(model string) *health.DownError {
	w.t.Helper()
	_, err := w.Admit(model)
	r, ok := errors.AsType[*health.DownError](err)
	if !ok {
		w.t.Fatalf("admitted: %v", err)
	}
	return r
}

// probe probes the service, in an instant.
func (w *watched) probe(err error) { w.Probed(w.now, err) }

func (w *watched) pass(d time.Duration) { w.now = w.now.Add(d) }

// wantProblem looks for a part of what is wrong, all of it when that is nothing.
func (w *watched) wantProblem(part string) {
	w.t.Helper()
	if got := w.Health().Problem; !strings.Contains(string(got), part) || part == "" && got != "" {
		w.t.Errorf("problem %q, want %q", got, part)
	}
}

func (w *watched) wantOffered(model string, yes bool) {
	w.t.Helper()
	if down := w.Blocked(model); (down == nil) != yes {
		w.t.Errorf("%s is offered: %v, %v", model, !yes, down)
	}
}

// goDown has answers open the circuit.
func (w *watched) goDown(err error) {
	w.t.Helper()
	for range 3 {
		w.call(err)
	}
	w.want(chat.HealthDown)
}

var (
	unreachable = chat.WithCode(chat.Unavailable, provider.CodeUnreachable, "The provider cannot be reached.")
	silent      = chat.WithCode(chat.Unavailable, provider.CodeTimeout, "The provider did not answer in time.")
	left        = chat.Errorf(chat.Canceled, "The request was cancelled.")
	limited     = chat.Wrap(chat.Canceled, "The request was cancelled.", context.DeadlineExceeded)
)

func refusedWith(status int) error {
	return &chat.Error{Kind: chat.Upstream, Code: provider.CodeRefused, Message: "No.", Err: fmt.Errorf("cause: %w", provider.StatusError(status))}
}

func overloaded(wait time.Duration) error {
	return &chat.Error{Kind: chat.RateLimited, Code: provider.CodeRateLimited, Message: "Too much.", RetryAfter: wait}
}

func TestAWorkingListDoesNotCloseWhatAnswersHaveOpened(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.probe(nil)
	w.goDown(silent)
	w.probe(nil)
	w.want(chat.HealthDown)
	w.pass(5 * time.Second)
	w.probe(nil)
	w.want(chat.HealthFailing)
	w.call(silent)
	w.want(chat.HealthDown)
	if wait := w.refused(); wait != 10*time.Second {
		t.Errorf("to wait %v", wait)
	}
	w.pass(10 * time.Second)
	w.call(nil)
	w.want(chat.HealthOK)
	if got := fmt.Sprint(w.changes); got != "[unknown-ok ok-failing failing-down down-failing failing-down down-ok]" {
		t.Errorf("changes %s", got)
	}
}

// TestAServiceThatIsReachedAgainIsTriedAtOnce: the list disproves why it is
// down, though not that it answers.
func TestAServiceThatIsReachedAgainIsTriedAtOnce(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.goDown(unreachable)
	w.pass(time.Second)
	w.probe(nil)
	w.want(chat.HealthFailing)
	w.wantOffered("a", true)
	trial := w.admitted("a")
	w.refused()
	trial.End(silent)
	w.want(chat.HealthDown)
	w.probe(nil)
	w.want(chat.HealthDown)
}

func TestASuspicionEndsWithTheList(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.call(unreachable)
	w.want(chat.HealthFailing)
	w.probe(nil)
	w.want(chat.HealthOK)
	w.call(silent)
	w.probe(nil)
	w.want(chat.HealthFailing)
}

func TestProbesOpenAndCloseTheirOwnCircuit(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.probe(silent)
	w.want(chat.HealthFailing)
	w.probe(silent)
	w.want(chat.HealthDown)
	if wait := w.refused(); wait != 5*time.Second {
		t.Errorf("to wait %v", wait)
	}
	w.pass(5 * time.Second)
	w.probe(silent)
	if wait := w.refused(); wait != 10*time.Second {
		t.Errorf("after another probe: to wait %v", wait)
	}
	began := w.now
	w.pass(30 * time.Millisecond)
	w.Probed(began, nil)
	w.want(chat.HealthOK)
	if h := w.Health(); h.Latency != 30*time.Millisecond || h.Problem != "" || !h.RetryAt.IsZero() {
		t.Errorf("%+v", h)
	}
}

func TestAnAnswerMayTryWhatProbesFindToBeDown(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.probe(unreachable)
	w.probe(unreachable)
	w.pass(5 * time.Second)
	w.want(chat.HealthDown) // the probes try it: nobody is invited to
	w.wantOffered("a", false)
	w.call(unreachable)
	if wait := w.refused(); wait != 10*time.Second {
		t.Errorf("after the trial: to wait %v", wait)
	}
	w.pass(10 * time.Second)
	w.call(nil)
	w.want(chat.HealthFailing)
	w.wantProblem("It answers, but does not list its models. The provider cannot be reached.")
}

func TestAServiceThatAnswersIsNotDownForItsList(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.probe(silent)
	w.call(nil)
	for range 5 {
		w.probe(silent)
		w.pass(time.Minute)
	}
	w.want(chat.HealthFailing)
	w.wantProblem("It answers, but does not list its models.")
	w.wantOffered("a", true)
	w.probe(nil)
	w.want(chat.HealthOK)
	w.probe(silent)
	w.probe(silent)
	w.want(chat.HealthDown) // the list had worked: it is a witness again
}

// TestAProbeThatHungWhileAnAnswerCame: what it says is old.
func TestAProbeThatHungWhileAnAnswerCame(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.probe(nil)
	began := w.now
	w.pass(time.Second)
	w.call(nil)
	w.pass(9 * time.Second)
	w.Probed(began, silent)
	w.probe(silent)
	w.want(chat.HealthFailing)
}

func TestAServiceThatAnswersNeedsNoList(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.call(nil)
	w.probe(refusedWith(404))
	w.want(chat.HealthOK)
}

func TestAPublicListSaysNothingAboutTheKey(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.probe(nil)
	w.want(chat.HealthOK)
	w.call(refusedWith(401))
	since := w.Health().Since
	w.pass(time.Minute)
	w.probe(nil)
	w.want(chat.HealthFailing)
	if h := w.Health(); h.Problem != "No." || !h.Since.Equal(since) {
		t.Errorf("%+v", h)
	}
	w.call(nil)
	w.probe(nil)
	w.want(chat.HealthOK)
}

func TestOneModelThatFailsLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.goDown(silent)
	w.pass(5 * time.Second)
	w.callOf("b", nil) // the trial
	w.want(chat.HealthFailing)
	w.wantProblem("There are no answers from a. The provider did not answer in time.")
	w.wantOffered("b", true)
	for pause := 10; pause < 60; pause *= 2 {
		w.call(silent)
		w.wantOffered("a", false)
		w.wantOffered("b", true)
		if down := w.refusal("a"); !down.Model || down.RetryIn != time.Duration(pause)*time.Second {
			t.Errorf("refused with %+v, want %d s", down, pause)
		}
		w.pass(time.Duration(pause) * time.Second)
	}
	w.wantOffered("a", true)
	w.call(nil)
	w.want(chat.HealthOK)
}

func TestAFailingModelThatNobodyAsksIsForgotten(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.goDown(silent)
	w.pass(5 * time.Second)
	w.callOf("b", nil)
	w.want(chat.HealthFailing)
	w.pass(time.Hour)
	w.want(chat.HealthOK)
}

func TestSeveralModelsThatFailAreTheService(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.callOf("a", silent)
	w.callOf("b", silent)
	w.want(chat.HealthFailing)
	w.callOf("c", silent)
	w.want(chat.HealthDown)
	if down := w.refusal("d"); down.Model {
		t.Errorf("refused with %+v", down)
	}
}
