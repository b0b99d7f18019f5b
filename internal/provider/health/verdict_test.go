package health_test

import (
	"errors"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/health"
)

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
