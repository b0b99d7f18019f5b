package notice_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/notice"
)

func TestNoticesTravel(t *testing.T) {
	t.Parallel()
	sent := []notice.Notice{{Kind: notice.Catalog}, {Kind: notice.Account, ID: uuid.New()}, {Kind: 'z', ID: uuid.New(), Position: 7},
		{Kind: notice.Ask}, {Kind: notice.Presence, ID: uuid.New(), Position: 7, Sign: "online"},
		{Kind: notice.Typing, ID: uuid.New(), Sign: uuid.NewString() + ":" + uuid.NewString()},
	}
	for i := range 1000 {
		sent = append(sent, notice.Notice{Kind: notice.Event, ID: uuid.New(), Position: int64(i) << 40})
	}
	payloads := notice.Encode("here-1", sent)
	var got []notice.Notice
	for _, p := range payloads {
		if len(p) > notice.MaxPayload {
			t.Errorf("a payload of %d bytes", len(p))
		}
		from, list, err := notice.Decode(p)
		if from != "here-1" || err != nil {
			t.Errorf("from %q, %v", from, err)
		}
		got = append(got, list...)
	}
	if !slices.Equal(got, sent) {
		t.Errorf("%d notices sent, %d received, or others", len(sent), len(got))
	}
	if most := len(sent)*53/notice.MaxPayload + 1; len(payloads) > most {
		t.Errorf("%d payloads, %d are enough", len(payloads), most)
	}
	if got := notice.Encode("here-1", nil); len(got) != 0 {
		t.Errorf("nothing to say became %q", got)
	}
}

func TestWhatCannotBeReadIsLeftOut(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	_, list, err := notice.Decode("there e" + id.String() + ":x enonsense a" + id.String())
	if want := []notice.Notice{{Kind: notice.Account, ID: id}}; !slices.Equal(list, want) || err == nil {
		t.Errorf("got %v, %v", list, err)
	}
	_, list, err = notice.Decode("there Z{new:form} a" + id.String())
	if want := []notice.Notice{{Kind: notice.Account, ID: id}}; !slices.Equal(list, want) || err != nil {
		t.Errorf("what a newer program says became %v, %v", list, err)
	}
	if _, list, err := notice.Decode(""); len(list) != 0 || err != nil {
		t.Errorf("nothing became %v, %v", list, err)
	}
}
