package transfer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

var everyKind = transfer.Table{Name: "things", Columns: []transfer.Column{
	{Name: "id", Kind: transfer.UUID}, {Name: "text", Kind: transfer.Text}, {Name: "other", Kind: transfer.Text}, {Name: "n", Kind: transfer.Int},
	{Name: "flag", Kind: transfer.Bool}, {Name: "at", Kind: transfer.Time}, {Name: "bytes", Kind: transfer.Bytes}, {Name: "json", Kind: transfer.JSON},
}}

func thing(change func(transfer.Row)) transfer.Row {
	row := transfer.Row{[16]byte{1}, "ab", "c", int64(1), true, time.UnixMicro(5), []byte{1}, `{"a": 1, "b": [0.1]}`}
	change(row)
	return row
}

func digest(t *testing.T, rows ...transfer.Row) *transfer.Digest {
	t.Helper()
	d := &transfer.Digest{}
	for _, row := range rows {
		if err := d.Add(everyKind, row); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func same(transfer.Row) {}

func TestDigestTellsRowsApart(t *testing.T) {
	t.Parallel()
	plain := digest(t, thing(same))
	for name, change := range map[string]func(transfer.Row){
		"an id":                  func(r transfer.Row) { r[0] = [16]byte{2} },
		"a border between texts": func(r transfer.Row) { r[1], r[2] = "a", "bc" },
		"nothing":                func(r transfer.Row) { r[2] = nil },
		"an empty text":          func(r transfer.Row) { r[2] = "" },
		"a number":               func(r transfer.Row) { r[3] = int64(-1) },
		"a flag":                 func(r transfer.Row) { r[4] = false },
		"a microsecond":          func(r transfer.Row) { r[5] = time.UnixMicro(6) },
		"bytes":                  func(r transfer.Row) { r[6] = []byte{1, 0} },
		"a value in JSON":        func(r transfer.Row) { r[7] = `{"a": 1, "b": [0.2]}` },
	} {
		if digest(t, thing(change)).Equal(plain) {
			t.Errorf("%s makes no difference", name)
		}
	}
}

func TestDigestOverlooksOrderAndSpelling(t *testing.T) {
	t.Parallel()
	other := thing(func(r transfer.Row) { r[1] = "other" })
	spelt := thing(func(r transfer.Row) { r[5], r[7] = time.UnixMicro(5).UTC(), `{"b":[1e-1],"\u0061":1.0}` })
	if a, b := digest(t, thing(same), other), digest(t, other, spelt); !a.Equal(b) || a.String() != b.String() {
		t.Errorf("%v and %v differ", a, b)
	}
	if digest(t, other, other).Equal(digest(t)) || digest(t, other, other).Equal(digest(t, other)) {
		t.Error("a row that is there twice is overlooked")
	}
}

func TestDigestRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, change := range []func(transfer.Row){func(r transfer.Row) { r[3] = 1.5 }, func(r transfer.Row) { r[7] = `{"secret":` }} {
		err := (&transfer.Digest{}).Add(everyKind, thing(change))
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("error %v", err)
		}
	}
}
