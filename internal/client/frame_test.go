package client

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func readFrames(r io.Reader, limit int) (frames []string, err error) {
	reader := newFrameReader(r, limit)
	for {
		f, err := reader.next()
		if err == io.EOF {
			return frames, nil
		}
		if err != nil {
			return frames, err
		}
		frames = append(frames, fmt.Sprintf("%s|%s|%s", f.id, f.event, f.data))
	}
}

func TestFrames(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in   string
		want []string
	}{
		"one":                {"id: evt_1\nevent: a\ndata: {}\n\n", []string{"evt_1|a|{}"}},
		"heartbeat between":  {": {\"type\":\"ping\"}\n\ndata: 1\n\n: x\n\ndata: 2\n\n", []string{"||1", "||2"}},
		"no space":           {"data:x\nid:7\n\n", []string{"7||x"}},
		"two spaces":         {"data:  x\n\n", []string{"|| x"}},
		"several lines":      {"data: a\ndata\ndata: b\n\n", []string{"||a\n\nb"}},
		"CR LF":              {"id: 1\r\ndata: a\r\n\r\ndata: b\r\n\r\n", []string{"1||a", "||b"}},
		"CR":                 {"id: 1\rdata: a\r\rdata: b\r\r", []string{"1||a", "||b"}},
		"byte order mark":    {"\xEF\xBB\xBFdata: a\n\n", []string{"||a"}},
		"no data":            {"id: 1\nevent: a\n\ndata: b\n\n", []string{"||b"}},
		"empty data":         {"data\n\n", []string{"||"}},
		"NUL in the id":      {"id: 1\x002\ndata: a\n\n", []string{"||a"}},
		"unknown fields":     {"retry: 5\nfoo: bar\ndata: a\n\n", []string{"||a"}},
		"cut in the data":    {"data: a\n\nid: 2\ndata: b", []string{"||a"}},
		"cut before the end": {"data: a\n\nid: 2\ndata: b\n", []string{"||a"}},
		"nothing":            {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for how, r := range map[string]io.Reader{
				"at once":      strings.NewReader(test.in),
				"byte by byte": iotest.OneByteReader(strings.NewReader(test.in)),
			} {
				got, err := readFrames(r, 1000)
				if err != nil || !reflect.DeepEqual(got, test.want) {
					t.Errorf("%s: %q, %v, want %q", how, got, err, test.want)
				}
			}
		})
	}
}

func TestFrameTooLong(t *testing.T) {
	t.Parallel()
	got, err := readFrames(strings.NewReader("data: a\n\ndata: "+strings.Repeat("b", 100)+"\n\n"), 50)
	if err != errFrameTooLong || len(got) != 1 {
		t.Errorf("%q, %v", got, err)
	}
}

// FuzzFrames: however the bytes are cut, the events are the same, none has more
// in it than came in, and there is always an end.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("id: evt_1\nevent: message.delta\ndata: {\"type\":\"message.delta\"}\n\n"))
	f.Add([]byte(": ping\r\n\r\ndata: a\rdata\n\n"))
	f.Add([]byte("\xEF\xBB\xBFdata:\n\nid: 1"))
	f.Fuzz(func(t *testing.T, in []byte) {
		whole, err := readFrames(bytes.NewReader(in), 64)
		pieces, err2 := readFrames(iotest.OneByteReader(bytes.NewReader(in)), 64)
		if !reflect.DeepEqual(whole, pieces) || err != err2 {
			t.Errorf("at once %q, %v; byte by byte %q, %v", whole, err, pieces, err2)
		}
		total := 0
		for _, frame := range whole {
			total += len(frame) - len("||")
		}
		if total > len(in) {
			t.Errorf("%d bytes in, %d out", len(in), total)
		}
	})
}
