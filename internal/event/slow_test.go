package event_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

func TestASlowReader(t *testing.T) {
	t.Parallel()
	const d, n, y = chat.EventMessageDelta, chat.EventMessageNew, chat.EventTypingUpdate
	type run struct {
		n int
		t chat.EventType
	}
	tests := map[string]struct {
		dropSystem bool
		events     []run
		errs       []error
		first      int64 // position of the first event delivered
	}{
		"keeps up":                      {events: []run{{64, d}}, first: 1},
		"loses deltas":                  {events: []run{{70, d}}, errs: []error{event.ErrMissedDeltas}, first: 7},
		"loses deltas, not the rest":    {events: []run{{70, d}, {1, n}}, errs: []error{event.ErrMissedDeltas}, first: 8},
		"is cut off":                    {events: []run{{1, n}, {64, d}}, errs: []error{event.ErrLagged}},
		"is cut off for passing signs":  {events: []run{{1, y}, {64, d}}, errs: []error{event.ErrLagged}},
		"loses passing signs":           {dropSystem: true, events: []run{{1, y}, {64, d}}, first: 1},
		"loses both":                    {dropSystem: true, events: []run{{1, y}, {65, d}}, errs: []error{event.ErrMissedDeltas}, first: 2},
		"is cut off though it may lose": {dropSystem: true, events: []run{{1, y}, {1, n}, {65, d}}, errs: []error{event.ErrLagged}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			virtual(t, event.Options{Capacity: 64, DropSystem: test.dropSystem}, func(r *room) {
				s := r.subscribe(event.Resume{Live: true})
				for _, run := range test.events {
					if run.t.Ephemeral() {
						r.Publish(r.event(run.t))
						continue
					}
					r.say(run.n, run.t)
				}
				for _, want := range test.errs {
					r.expectError(s, want)
				}
				if test.first == 0 {
					r.expectError(s, event.ErrClosed)
					return
				}
				events, err := s.Next(r.t.Context())
				if err != nil || events[0].Position != test.first {
					r.t.Fatalf("got %v, %v; want %d first", positionsOf(events), err, test.first)
				}
			})
		})
	}
}

func TestLossesAreCounted(t *testing.T) {
	virtual(t, event.Options{Capacity: 64, DropSystem: true}, func(r *room) {
		loses, cutOff := r.subscribe(event.Resume{Live: true}), r.subscribe(event.Resume{Live: true})
		r.Publish(r.event(chat.EventPresenceUpdate))
		r.say(66, chat.EventMessageDelta)
		r.expectError(loses, event.ErrMissedDeltas)
		r.say(1, chat.EventMessageNew)
		r.say(64, chat.EventMessageDelta)
		r.expectError(cutOff, event.ErrLagged)
		want := map[string]float64{
			"rustygpt_stream_cutoffs_total":                   1,
			"rustygpt_stream_drops_total/delta":               2,
			"rustygpt_stream_drops_total/system":              1,
			"rustygpt_stream_events_total/message.delta":      130,
			"rustygpt_stream_events_total/message.new":        1,
			"rustygpt_stream_events_total/presence.update":    1,
			"rustygpt_sse_replay_events_total/message.delta":  0,
			"rustygpt_stream_events_total/membership.changed": 0,
		}
		got := counters(r.t, r)
		for name, n := range want {
			if got[name] != n {
				r.t.Errorf("%s = %v, want %v", name, got[name], n)
			}
		}
	})
}

func counters(t testing.TB, r *room) map[string]float64 {
	t.Helper()
	families, err := r.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := f.GetName()
			for _, l := range m.GetLabel() {
				name += "/" + l.GetValue()
			}
			got[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	return got
}

func TestDepthIsMeasured(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		slow, quick := r.subscribe(event.Resume{Live: true}), r.subscribe(event.Resume{Live: true})
		own := r.attend()
		r.say(2, chat.EventMessageNew)
		r.expect(quick, 1, 2)
		r.say(3, chat.EventThreadActivity)
		r.expectGap(r.subscribe(event.Resume{After: 99}))
		want := map[string]float64{
			"rustygpt_stream_queue_events":                          5 + 3 + 3, // slow, quick, and the person
			"rustygpt_stream_queue_depth":                           5,
			"rustygpt_stream_conversations":                         1,
			"rustygpt_stream_people":                                1,
			"rustygpt_stream_replay_gaps_total":                     1,
			"rustygpt_stream_personal_events_total/thread.activity": 3,
		}
		got := counters(r.t, r)
		for name, n := range want {
			if got[name] != n {
				r.t.Errorf("%s = %v, want %v", name, got[name], n)
			}
		}
		r.expect(slow, 1, 2, 3, 4, 5)
		r.expectTypes(own, chat.EventThreadActivity, chat.EventThreadActivity, chat.EventThreadActivity)
		if n := counters(r.t, r)["rustygpt_stream_queue_depth"]; n != 3 {
			r.t.Errorf("depth %v after reading", n)
		}
	})
}

// logLines counts what is logged at warning level and above.
type logLines struct {
	slog.Handler
	n atomic.Int32
}

func (l *logLines) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

func (l *logLines) WithAttrs([]slog.Attr) slog.Handler { return l }

func (l *logLines) Handle(context.Context, slog.Record) error {
	l.n.Add(1)
	return nil
}

func TestAReaderThatFallsBehindIsMentioned(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ratio  float64
		behind int
		want   int32
	}{
		"the default, not reached": {0, 48, 0},
		"the default":              {0, 49, 1},
		"half, not reached":        {0.5, 32, 0},
		"half":                     {0.5, 33, 1},
		"always":                   {-1, 1, 1},
		"never before a loss":      {1, 64, 0},
		"a loss":                   {1, 65, 1},
	} {
		t.Run(name, func(t *testing.T) {
			virtual(t, event.Options{Capacity: 64, WarnRatio: test.ratio}, func(r *room) {
				lines := &logLines{Handler: slog.DiscardHandler}
				r.Hub = event.New(r.log, event.Options{Capacity: 64, WarnRatio: test.ratio}, slog.New(lines), nil)
				r.t.Cleanup(r.Close)
				s := r.subscribe(event.Resume{Live: true})
				r.say(test.behind, chat.EventMessageDelta)
				_, _ = s.Next(r.t.Context()) // a loss is told by an error
				if n := lines.n.Load(); n != test.want {
					t.Errorf("%d lines, want %d", n, test.want)
				}
			})
		})
	}
}
