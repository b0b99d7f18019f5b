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

func TestAnAnswerThatBreaksOffDoesNotOpenTheCircuit(t *testing.T) {
	t.Parallel()
	w := watch(t)
	var begun []*health.Call
	for range 5 {
		c := w.admitted("a")
		c.Answered()
		begun = append(begun, c)
	}
	for _, c := range begun {
		c.End(silent)
	}
	w.want(chat.HealthFailing)
	w.probe(nil)
	w.want(chat.HealthOK)
	w.call(nil)
	w.goDown(silent)
	begun[0].End(unreachable)
	w.wantProblem("did not answer in time")
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
		"silent":            {silent, chat.HealthDown, chat.HealthDown},
		"broken":            {coded(chat.Upstream, provider.CodeBroken), chat.HealthDown, chat.HealthDown},
		"408":               {refusedWith(408), chat.HealthDown, chat.HealthDown},
		"500":               {refusedWith(500), chat.HealthDown, chat.HealthDown},
		"503":               {refusedWith(503), chat.HealthDown, chat.HealthDown},
		"529":               {refusedWith(529), chat.HealthDown, chat.HealthDown},
		"429":               {overloaded(0), chat.HealthDown, chat.HealthFailing},
		"401":               {refusedWith(401), chat.HealthFailing, chat.HealthFailing},
		"402":               {refusedWith(402), chat.HealthFailing, chat.HealthFailing},
		"403":               {refusedWith(403), chat.HealthFailing, chat.HealthFailing},
		"a web page":        {coded(chat.Upstream, provider.CodeInvalidResponse), chat.HealthFailing, chat.HealthFailing},
		"a fault of ours":   {errors.New("no"), chat.HealthFailing, chat.HealthFailing},
		"a bad request":     {refusedWith(400), chat.HealthOK, chat.HealthFailing},
		"an unknown model":  {refusedWith(404), chat.HealthOK, chat.HealthFailing},
		"not implemented":   {refusedWith(501), chat.HealthOK, chat.HealthFailing},
		"an error in a 200": {coded(chat.Upstream, provider.CodeRefused), chat.HealthOK, chat.HealthFailing},
		"the caller left":   {left, chat.HealthUnknown, chat.HealthUnknown},
		"no time was left":  {limited, chat.HealthUnknown, chat.HealthUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers, probes := watch(t), watch(t)
			for range 3 {
				answers.call(tt.err)
			}
			for range 2 {
				probes.probe(tt.err)
			}
			answers.want(tt.answer)
			probes.want(tt.probe)
		})
	}
}

// TestRequestsThatAreAtFaultThemselves neither open nor close anything.
func TestRequestsThatAreAtFaultThemselves(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.call(silent)
	w.call(refusedWith(400))
	w.want(chat.HealthFailing)
	w.call(silent)
	w.call(silent)
	w.want(chat.HealthDown)
	w.pass(5 * time.Second)
	w.call(refusedWith(404))
	w.want(chat.HealthFailing)
	w.call(silent)
	w.want(chat.HealthDown)
}

func TestALimitToTheAnswerCountsWhenTheServiceHadTime(t *testing.T) {
	t.Parallel()
	w := watch(t)
	for range 3 {
		c := w.admitted("a")
		w.pass(30 * time.Second)
		c.End(limited)
	}
	w.want(chat.HealthDown)
	w.wantProblem("The provider did not begin to answer in time.")
	w.pass(time.Minute)
	long := w.admitted("a")
	long.Answered()
	w.pass(time.Hour)
	long.End(limited)
	w.want(chat.HealthOK)
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
