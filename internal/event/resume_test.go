package event_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

const (
	rootID    = "0191d2a4-7a4f-7c3e-8a11-0123456789ab"
	messageID = "0191d2a4-7a4f-7c3e-8a11-ba9876543210"
	noID      = "00000000-0000-0000-0000-000000000000"
)

func TestParseResume(t *testing.T) {
	t.Parallel()
	live, all := event.Resume{Live: true}, event.Resume{All: true}
	at := func(ms int64) event.Resume { return event.Resume{Since: time.UnixMilli(ms)} }
	tests := []struct {
		id, since string
		want      event.Resume
	}{
		{"", "", live},
		{"evt_17", "", event.Resume{After: 17}},
		{" evt_17 ", "", event.Resume{After: 17}},
		{"17", "", event.Resume{After: 17}},
		{"evt_0", "", event.Resume{After: 0}},
		{rootID + ":" + messageID + ":9", "", event.Resume{After: 9}},
		{"evt_" + rootID + ":" + noID + ":9", "", event.Resume{After: 9}},
		{rootID + ":" + messageID + ":4:1700000000123", "", at(1700000000123)},
		{"evt_" + noID + ":" + noID + ":-1:1700000000123", "", at(1700000000123)},
		{noID + ":" + noID + ":-1:0", "", all},

		{"evt_", "", live},
		{"evt_-3", "", live},
		{"evt_1.5", "", live},
		{"msg_17", "", live},
		{"evt_evt_17", "", live},
		{"99999999999999999999", "", live},
		{"root:message:9", "", live},
		{rootID + ":9", "", live},
		{rootID + ":" + messageID + ":-2:1700000000123", "", live},
		{rootID + ":" + messageID + ":x:1700000000123", "", live},
		{rootID + ":" + messageID + ":0:1:1700000000123", "", live},
		{strings.Repeat(":", 1000), "", live},

		{"", "0", all},
		{"", "-5", all},
		{"", "1700000000123", at(1700000000123)},
		{"nonsense", "1700000000123", at(1700000000123)},
		{rootID + ":" + messageID + ":4:1600000000000", "1700000000123", at(1700000000123)},
		{rootID + ":" + messageID + ":4:1600000000000", "0", all},
		{"evt_17", "1700000000123", event.Resume{After: 17}},
		{"evt_17", "0", event.Resume{After: 17}},
	}
	for _, test := range tests {
		got, err := event.ParseResume(test.id, test.since, "evt_")
		if err != nil || got != test.want {
			t.Errorf("ParseResume(%q, %q) = %+v, %v; want %+v", test.id, test.since, got, err, test.want)
		}
	}
}

func TestParseResumeWithoutPrefix(t *testing.T) {
	t.Parallel()
	if got, err := event.ParseResume("17", "", ""); err != nil || got != (event.Resume{After: 17}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestSinceHasToBeAWholeNumber(t *testing.T) {
	t.Parallel()
	for _, since := range []string{"now", "1.5", "1e3", " 1", "0x10", "99999999999999999999"} {
		_, err := event.ParseResume("evt_17", since, "evt_")
		if chat.KindOf(err) != chat.Invalid {
			t.Errorf("since %q: %v", since, err)
		}
	}
}

func FuzzParseResume(f *testing.F) {
	for _, seed := range [][2]string{
		{"", ""}, {"evt_17", ""}, {"17", "0"}, {"", "-1"}, {"", "1700000000123"}, {"", "9223372036854775807"},
		{rootID + ":" + messageID + ":9", ""}, {"evt_" + rootID + ":" + messageID + ":-1:1700000000123", "5"},
		{":::", "x"}, {"evt_\x00", "1"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, id, since string) {
		r, err := event.ParseResume(id, since, "evt_")
		if err != nil {
			if chat.KindOf(err) != chat.Invalid || since == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		forms := 0
		for _, is := range []bool{r.Live, r.All, !r.Since.IsZero(), r.After > 0} {
			if is {
				forms++
			}
		}
		if forms > 1 || r.After < 0 {
			t.Fatalf("%+v", r)
		}
	})
}
