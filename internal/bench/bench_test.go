package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/bench/floor"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		figure figure
		want   string
	}{
		"reaches the aim":             {figure{measured: 95, floor: 100, must: 0.75, aim: 0.9, higher: true}, "aim"},
		"reaches what it must":        {figure{measured: 80, floor: 100, must: 0.75, aim: 0.9, higher: true}, "must"},
		"falls short":                 {figure{measured: 70, floor: 100, must: 0.75, aim: 0.9, higher: true}, "SHORT"},
		"has only an aim":             {figure{measured: 70, floor: 100, aim: 0.9, higher: true}, "-"},
		"less is better":              {figure{measured: 110, floor: 100, must: 1.3, aim: 1.15}, "aim"},
		"too much":                    {figure{measured: 140, floor: 100, must: 1.3, aim: 1.15}, "SHORT"},
		"in its own unit":             {figure{measured: 100, must: 150, aim: 80}, "must"},
		"in its own unit, with floor": {figure{measured: 100, floor: 1, absolute: true, must: 150, aim: 80}, "must"},
		"none at all":                 {figure{measured: 0}, "aim"},
		"some":                        {figure{measured: 1}, "SHORT"},
	}
	for name, test := range tests {
		if got := test.figure.verdict(); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestPrintTable(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	printTable(&b, []figure{{what: "fan-out", unit: "deliveries/s", measured: 123_456, floor: 100_000, must: 0.9, aim: 1, higher: true}})
	want := "" +
		"what                   measured    floor  ratio     must   aim  verdict\n" +
		"fan-out, deliveries/s   123.5 k  100.0 k   1.23  >= 0.90  >= 1      aim\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	values := []int{5, 1, 4, 2, 3}
	if m, most := median(values), quantile(values, 0.99); m != 3 || most != 5 {
		t.Errorf("median %d, p99 %d", m, most)
	}
	if quantile([]int(nil), 0.5) != 0 {
		t.Error("the quantile of nothing is zero")
	}
}

// What the scripted upstream says arrives whole, through the relay as well.
func TestTokensArrive(t *testing.T) {
	t.Parallel()
	up, err := startUpstream(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer up.stop()
	relay := httptest.NewServer(floor.NewRelay(up.url + "/v1/chat/completions"))
	defer relay.Close()
	for _, url := range []string{up.url + "/v1/chat/completions", relay.URL} {
		latencies, err := askDirectly(url, script{Tokens: 20, Every: time.Millisecond})(t.Context(), 0)
		if err != nil || len(latencies) != 20 || latencies[0] < 0 {
			t.Errorf("%s: %v, %v", url, latencies, err)
		}
	}
}

func TestFloorsAnswer(t *testing.T) {
	t.Parallel()
	handler, err := floor.NewJSON(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = handler.Close() }()
	server := httptest.NewServer(handler)
	defer server.Close()
	header := http.Header{"Cookie": {"SESSION_ID=" + floor.JSONToken}}
	for _, c := range []call{
		{http.MethodGet, server.URL + "/list", "", header},
		{http.MethodGet, server.URL + "/thread", "", header},
		{http.MethodPost, server.URL + "/post", `{"content":"hello"}`, header},
		{http.MethodPost, server.URL + "/post", `{"content":"again"}`, header},
	} {
		if err := c.once(t.Context(), server.Client()); err != nil {
			t.Errorf("%s: %v", c.url, err)
		}
	}
}

// A reply that was written by hand is one to the product as well.
func TestRepliesByHand(t *testing.T) {
	t.Parallel()
	url := pgtest.Shared(t).Database(t)
	st, err := openStore(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	rooms, err := furnish(t.Context(), st, 1)
	if err != nil {
		t.Fatal(err)
	}
	byHand, err := floor.NewReply(t.Context(), url, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer byHand.Close()
	c := contest{st, byHand, append(rooms, rooms...)}
	top := func() int64 {
		position, err := st.TopPosition(t.Context(), rooms[0].id)
		if err != nil {
			t.Fatal(err)
		}
		return position
	}
	for name, reply := range map[string]func(context.Context, int) error{"unit of work": c.unit, "by hand": c.four} {
		before := top()
		if err := reply(t.Context(), 0); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		found, err := st.Events(t.Context(), store.EventRange{ConversationID: rooms[0].id, After: before, Limit: 10})
		if err != nil || len(found.Events) != 3 || top() != before+3 {
			t.Errorf("%s: %d events, error %v", name, len(found.Events), err)
		}
	}
	unread, err := st.ListUnread(t.Context(), rooms[0].id, rooms[0].other)
	if err != nil || len(unread) != 1 || unread[0].Unread != 3 {
		t.Errorf("unread %+v, error %v", unread, err)
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	url, err := distant(t.Context(), pgtest.Shared(t).Database(t))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	began := time.Now()
	if err := conn.Ping(t.Context()); err != nil || time.Since(began) < 2*away {
		t.Errorf("answered after %v, error %v", time.Since(began), err)
	}
}

func TestFanOutFloorDelivers(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"ring", "detach"} {
		handler, err := newFloor(t.Context(), []string{kind})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(handler)
		address := strings.TrimPrefix(server.URL, "http://")
		a, err := gather(t.Context(), address, "", []string{"/0", "/1"}, 3)
		if err != nil {
			t.Fatal(err)
		}
		if err := postNothing(t.Context(), server.URL+"/publish?topics=2&events=10&bytes=100&milliseconds=20"); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(time.Minute); a.frames.Load() < 60 && time.Now().Before(deadline); {
			if err := wait(t.Context(), time.Millisecond); err != nil {
				t.Fatal(err)
			}
		}
		if n := a.frames.Load(); n != 60 {
			t.Errorf("%s: %d deliveries of 60", kind, n)
		}
		a.leave()
		server.CloseClientConnections()
		server.Close()
	}
}
