// Package health watches a service that runs models. It judges what calls come
// to, and is a circuit breaker: a service that fails again and again is left
// alone for a while, so that nobody waits for what will not come.
//
// There are two kinds of witnesses. A probe, which lists the models, shows
// whether the service is there. Only an answer shows whether it answers. So a
// probe never closes what answers have opened, and a service that answers is not
// down because it has no list.
//
// Each process watches for itself: what one cannot reach, another one may.
package health

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Options adjust a monitor; a zero field means its default.
type Options struct {
	Answers int                                         // failed answers in a row that open a circuit; default 3
	Probes  int                                         // failed probes in a row that do; default 2
	First   time.Duration                               // how long it stays open; default 5 s
	Longest time.Duration                               // what that is doubled up to; default 1 min
	Changed func(from chat.HealthState, to chat.Health) // told when a call has changed the state
	Random  func() float64                              // from 0 to 1; default rand.Float64
	Now     func() time.Time                            // default time.Now
}

func (o Options) withDefaults() Options {
	if o.Answers == 0 {
		o.Answers = 3
	}
	if o.Probes == 0 {
		o.Probes = 2
	}
	if o.First == 0 {
		o.First = 5 * time.Second
	}
	if o.Longest == 0 {
		o.Longest = time.Minute
	}
	if o.Changed == nil {
		o.Changed = func(chat.HealthState, chat.Health) {}
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Monitor watches one service. It is safe for concurrent use.
type Monitor struct {
	opts Options

	mu      sync.Mutex
	list    circuit             // of probes; an answer closes it, too
	answers circuit             // of answers, whatever model they are of
	models  map[string]*circuit // of the answers of one model

	told     chat.Health // as of the last call; Failures, Refusals, Latency and CheckedAt are kept here
	known    bool        // it was there once
	answered bool        // it has given an answer
	unlisted bool        // it answers while its list fails, so that probes prove nothing

	listProblem   chat.Sentence // of the last probe, empty = it went well
	answerProblem chat.Sentence // of the last answer, empty = it went well
	passing       bool          // answerProblem is over once a probe goes well
}

// New makes a monitor.
func New(opts Options) *Monitor {
	m := &Monitor{opts: opts.withDefaults(), models: map[string]*circuit{}, told: chat.Health{State: chat.HealthUnknown}}
	m.list = circuit{opts: &m.opts, threshold: m.opts.Probes}
	m.answers = circuit{opts: &m.opts, threshold: m.opts.Answers}
	return m
}

// model is the circuit of one model. There are no more than people have put on
// the list of the service's models.
func (m *Monitor) model(name string) *circuit {
	c := m.models[name]
	if c == nil {
		c = &circuit{opts: &m.opts, threshold: m.opts.Answers}
		m.models[name] = c
	}
	return c
}

// Health tells what is known.
func (m *Monitor) Health() chat.Health {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.healthAt(m.opts.Now())
}

// Blocked says why a model is not offered at present, nil when it is. Other than
// Admit it does not have people choose what probes try out anyway.
func (m *Monitor) Blocked(model string) *DownError {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.opts.Now()
	if m.list.opened() {
		return &DownError{RetryIn: max(m.list.retryAt.Sub(now), 0), Problem: m.list.problem}
	}
	return m.refusal(now, model)
}

// Probed notes what came of a call, begun at a time, that only tried whether the
// service is there.
func (m *Monitor) Probed(began time.Time, err error) {
	m.change(func(now time.Time) {
		v := judge(err)
		switch v {
		case nothing:
			return
		case good:
			m.told.Latency = now.Sub(began)
			m.listed(now)
		case unfit, unwelcome, busy:
			m.list.succeed(now)
			m.listProblem = problemOf(err)
			if v == unfit && m.answered {
				m.listProblem = "" // it has none, and needs none
			}
		case lost, bad:
			m.listProblem = problemOf(err)
			if !m.unlisted {
				m.list.fail(failure{began: began, ended: now, chance: m.opts.Random(), problem: m.listProblem})
			}
		}
		if v.isFailure() {
			m.told.Failures++
		}
		m.told.CheckedAt = now
	})
}

// listed notes a probe that went well: the service is there.
func (m *Monitor) listed(now time.Time) {
	m.known, m.unlisted, m.listProblem = true, false, ""
	m.list.succeed(now)
	if m.passing {
		m.answerProblem, m.passing = "", false
		m.answers.relent(now)
	}
}

// change runs a change of what is known, and tells of it when the state is
// another one then.
func (m *Monitor) change(do func(now time.Time)) {
	m.mu.Lock()
	now := m.opts.Now()
	do(now)
	before, after := m.told, m.healthAt(now)
	if after.State != before.State {
		after.Since = now
	}
	m.told = after
	m.mu.Unlock()
	if after.State != before.State {
		m.opts.Changed(before.State, after)
	}
}

// healthAt sums up. That time has made an open circuit half-open shows at once,
// and is told with the next call.
func (m *Monitor) healthAt(now time.Time) chat.Health {
	h := m.told
	h.State, h.RetryAt, h.Problem = chat.HealthFailing, time.Time{}, ""
	switch {
	case m.list.opened():
		h.State, h.RetryAt, h.Problem = chat.HealthDown, m.list.retryAt, m.list.problem
	case m.answers.refuses(now):
		h.State, h.RetryAt, h.Problem = chat.HealthDown, m.answers.retryAt, m.answers.problem
	case m.answers.opened():
		h.Problem = chat.Fill("%s The next request for an answer tries it again.", m.answers.problem)
	case m.answerProblem != "":
		h.Problem = m.answerProblem
	case m.listProblem != "" && m.unlisted:
		h.Problem = chat.Fill("It answers, but does not list its models. %s", m.listProblem)
	case m.listProblem != "":
		h.Problem = m.listProblem
	default:
		if h.Problem = m.failingModels(now); h.Problem == "" {
			h.State = m.calm()
		}
	}
	return h
}

func (m *Monitor) calm() chat.HealthState {
	if m.known {
		return chat.HealthOK
	}
	return chat.HealthUnknown
}

// memory is how long a model is remembered to fail that nobody asks any more.
const memory = time.Hour

// failingModels says which models do not answer though others do.
func (m *Monitor) failingModels(now time.Time) chat.Sentence {
	var names []string
	for name, c := range m.models {
		if c.opened() && now.Sub(c.failedAt) < memory {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return chat.Fill("There are no answers from %s. %s", strings.Join(names, ", "), m.models[names[0]].problem)
}
