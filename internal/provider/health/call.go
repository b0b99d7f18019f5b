package health

import (
	"fmt"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Call is one request for an answer, from its start to its end. It is for one
// goroutine.
type Call struct {
	monitor *Monitor
	model   string
	began   time.Time
	heard   bool
}

// DownError is the error of a call that is not made, because the service or the
// model is down.
type DownError struct {
	RetryIn time.Duration // until it is tried again; 0 = it is being tried
	Problem chat.Sentence // why it is down, for people
	Model   bool          // it is only the model
}

func (r *DownError) Error() string {
	return fmt.Sprintf("the circuit is open for %v: %s", r.RetryIn, r.Problem)
}

// Admit begins a call of a model, which has to be ended. The error is a
// *DownError while the service or the model is down, or when another call is
// trying it just now.
func (m *Monitor) Admit(model string) (*Call, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.opts.Now()
	if down := m.refusal(now, model); down != nil {
		m.told.Refusals++
		return nil, down
	}
	c := &Call{monitor: m, model: model, began: now}
	for _, at := range m.circuits(model) {
		at.enter(c)
	}
	return c, nil
}

// circuits are those that a call of a model passes.
func (m *Monitor) circuits(model string) [3]*circuit {
	return [...]*circuit{&m.list, &m.answers, m.model(model)}
}

// refusal says what keeps a call back the longest, nil when nothing does.
func (m *Monitor) refusal(now time.Time, model string) (down *DownError) {
	for _, at := range m.circuits(model) {
		if !at.refuses(now) {
			continue
		}
		if down == nil {
			down = &DownError{Problem: at.problem, Model: at == m.models[model]}
		}
		if left := at.retryAt.Sub(now); left > down.RetryIn {
			down.RetryIn, down.Problem = left, at.problem
		}
	}
	return down
}

// Answered notes that the service begins to answer. Only the first time counts.
func (c *Call) Answered() {
	if c.heard {
		return
	}
	c.heard = true
	m := c.monitor
	m.change(func(now time.Time) {
		m.unlisted = m.unlisted || m.listProblem != ""
		m.pass(c, now)
		m.answered, m.answerProblem = true, ""
	})
}

// pass closes what a call came through.
func (m *Monitor) pass(c *Call, now time.Time) {
	for _, at := range m.circuits(c.model) {
		at.succeed(now)
	}
	m.known, m.told.CheckedAt = true, now
}

// End notes how the call ended. That the caller left says nothing.
func (c *Call) End(err error) {
	if err == nil {
		c.Answered()
		return
	}
	m := c.monitor
	m.change(func(now time.Time) {
		for _, at := range m.circuits(c.model) {
			at.leave(c)
		}
		v := c.judge(now, err)
		if v == nothing {
			return
		}
		m.told.CheckedAt = now
		if v.isFailure() {
			m.told.Failures++
		}
		switch {
		case c.heard:
			m.brokeOff(err)
		case v == unfit:
			m.known = true
		case v == unwelcome:
			m.pass(c, now)
			m.answerProblem, m.passing = problemOf(err), false
		default:
			m.failed(c, now, v, err)
		}
	})
}

// silence is what a service is given at least before a limit to the whole of an
// answer counts against it: the rest of that time may have gone by in a queue.
const silence = 10 * time.Second

func (c *Call) judge(now time.Time, err error) verdict {
	if outOfTime(err) && !c.heard && now.Sub(c.began) >= silence {
		return bad
	}
	return judge(err)
}

// brokeOff notes an answer that began and did not come to its end. The service
// answers, then, and nobody was kept waiting.
func (m *Monitor) brokeOff(err error) {
	if m.answers.inRow == 0 {
		m.answerProblem, m.passing = problemOf(err), true
	}
}

// failed counts a call that came to no answer. One that did not reach the service
// says nothing about its model, and a model that is known to fail nothing about
// the others.
func (m *Monitor) failed(c *Call, now time.Time, v verdict, err error) {
	f := failure{began: c.began, ended: now, asked: askedBy(err), chance: m.opts.Random(), problem: problemOf(err)}
	model := m.model(c.model)
	itsOwn := model.opened() && !m.answers.opened() && v != lost
	if v != lost {
		model.fail(f)
	}
	if m.list.opened() {
		m.list.fail(f)
	}
	if !itsOwn && m.answers.fail(f) {
		m.answerProblem, m.passing = f.problem, v == lost
	}
}

// askedBy is for how long a service wants to be left alone.
func askedBy(err error) time.Duration {
	if e := errorOf(err); e != nil {
		return e.RetryAfter
	}
	return 0
}
