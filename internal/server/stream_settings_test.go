package server_test

import (
	"bufio"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store"
)

// streaming is a server with settings of [sse], and somebody in a room there.
type streaming struct {
	*room
	process *servertest.Process
}

func startStreaming(t *testing.T, settings ...string) *streaming {
	t.Helper()
	environ := []string{"RUSTYGPT__LIMITS__ENABLED=false"}
	for _, s := range settings {
		environ = append(environ, "RUSTYGPT__SSE__"+s)
	}
	p := servertest.StartProcess(t, environ...)
	person := servertest.NewClient(p.URL)
	person.Setup(t)
	return &streaming{newRoom(t, person), p}
}

func (s *streaming) restart() {
	s.t.Helper()
	if err := s.process.Stop(); err != nil {
		s.t.Fatal(err)
	}
	s.process.Restart(s.t)
}

// replay reads what a resume point brings: the ids of all events up to the end
// of the replay, which is marked by a sign of the present.
func (s *streaming) replay(lastEventID, query string) (ids, types []string) {
	s.t.Helper()
	header := http.Header{}
	if lastEventID != "" {
		header.Set("Last-Event-ID", lastEventID)
	}
	resp, err := s.owner.Send(s.t.Context(), http.MethodGet, s.stream()+query, nil, header)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	s.heartbeat(s.owner, chat.PresenceAway)
	for f, err := range servertest.Frames(resp.Body) {
		if err != nil {
			s.t.Fatal(err)
		}
		if f.Event == string(chat.EventPresenceUpdate) {
			if strings.Contains(f.Data, string(chat.PresenceAway)) {
				return ids, types
			}
			continue // online, by opening the stream
		}
		ids, types = append(ids, f.ID), append(types, f.Event)
	}
	s.t.Fatal("the stream ended")
	return nil, nil
}

func TestHeartbeatSeconds(t *testing.T) {
	t.Parallel()
	s := startStreaming(t, "HEARTBEAT_SECONDS=1")
	for _, path := range []string{s.stream(), "/api/stream/me"} {
		began, beats := time.Now(), 0
		resp, err := s.owner.Send(t.Context(), http.MethodGet, path, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(resp.Body); beats < 2 && lines.Scan(); {
			if strings.HasPrefix(lines.Text(), ": {") {
				beats++
			}
		}
		resp.Body.Close()
		if took := time.Since(began); beats < 2 || took < 1500*time.Millisecond {
			t.Errorf("%s: %d heartbeats in %v", path, beats, took)
		}
	}
}

func TestIDPrefix(t *testing.T) {
	t.Parallel()
	s := startStreaming(t, "ID_PREFIX=at-")
	for range 3 {
		s.post(s.owner, "x")
	}
	ids, _ := s.replay("at-10", "")
	if !slices.Equal(ids, []string{"at-11", "at-12"}) {
		t.Errorf("got %v", ids)
	}
}

func TestMaxBackfillEvents(t *testing.T) {
	t.Parallel()
	s := startStreaming(t, "MAX_BACKFILL_EVENTS=6")
	for range 5 {
		s.post(s.owner, "x") // four events each
	}
	if ids, types := s.replay("evt_14", ""); slices.Contains(types, string(chat.EventError)) || ids[0] != "evt_15" {
		t.Errorf("six events before the end: %v, %v", ids, types)
	}
	if _, types := s.replay("evt_13", ""); !slices.Equal(types, []string{string(chat.EventError)}) {
		t.Errorf("further back: %v", types)
	}
	if ids, _ := s.replay("", "?since=0"); ids[0] != "evt_15" {
		t.Errorf("by time: %v", ids)
	}
}

func TestPersistenceKeepsResumePointsThroughARestart(t *testing.T) {
	t.Parallel()
	for _, enabled := range []bool{true, false} {
		t.Run(strconv.FormatBool(enabled), func(t *testing.T) {
			t.Parallel()
			s := startStreaming(t, "PERSISTENCE__ENABLED="+strconv.FormatBool(enabled))
			s.replay("", "") // what is followed is in memory
			s.post(s.owner, "x")
			if _, types := s.replay("evt_1", ""); slices.Contains(types, string(chat.EventError)) {
				t.Errorf("before the restart: %v", types)
			}
			s.restart()
			_, types := s.replay("evt_1", "")
			if gap := slices.Contains(types, string(chat.EventError)); gap == enabled {
				t.Errorf("after the restart: %v", types)
			}
		})
	}
}

// What is too much or too old goes bit by bit, the first time within half a minute
// of the start. Whoever resumes before that is refused for another reason.
func TestTheLogIsPruned(t *testing.T) {
	t.Parallel()
	s := startStreaming(t, "PERSISTENCE__MAX_EVENTS_PER_USER=20", "PERSISTENCE__PRUNE_BATCH_SIZE=7", "MAX_BACKFILL_EVENTS=20")
	for range 20 {
		s.post(s.owner, "x")
	}
	s.restart()
	ctx, cancel := context.WithTimeout(t.Context(), patienceFor)
	defer cancel()
	await(ctx, t, s.process, `rustygpt_sweep_last_success_timestamp_seconds{sweep="events"}`)
	if ids, _ := s.replay("evt_60", ""); ids[0] != "evt_61" {
		t.Errorf("what is kept: %v", ids)
	}
	if err := s.process.Stop(); err != nil {
		t.Fatal(err)
	}
	st := s.process.OpenDatabase(t)
	for after, gone := range map[int64]bool{59: true, 60: false} {
		found, err := st.Events(t.Context(), store.EventRange{ConversationID: s.id, After: after, Limit: 1})
		if err != nil || found.Gap != gone {
			t.Errorf("after position %d: %+v, %v", after, found, err)
		}
	}
}
