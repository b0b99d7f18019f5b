package openai

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// streams and the data that they hold.
var streams = map[string]struct {
	in   string
	want []string
}{
	"empty":                      {"", nil},
	"one":                        {"data: a\n\n", []string{"a"}},
	"two":                        {"data: a\n\ndata: b\n\n", []string{"a", "b"}},
	"crlf":                       {"data: a\r\n\r\ndata: b\r\n\r\n", []string{"a", "b"}},
	"cr":                         {"data: a\r\rdata: b\r\r", []string{"a", "b"}},
	"mixed ends":                 {"data: a\r\n\ndata: b\n\r\ndata: c\r\n\r", []string{"a", "b", "c"}},
	"no space":                   {"data:a\n\n", []string{"a"}},
	"two spaces":                 {"data:  a\n\n", []string{" a"}},
	"several lines":              {"data: a\ndata: b\n\n", []string{"a\nb"}},
	"empty lines among several":  {"data: a\ndata\ndata:\ndata:b\n\n", []string{"a\n\n\nb"}},
	"empty data":                 {"data\n\ndata: a\n\n", []string{"", "a"}},
	"no end":                     {"data: a\n\ndata: b", []string{"a", "b"}},
	"one line end":               {"data: a\n", []string{"a"}},
	"comments":                   {": hi\n\n:\n\ndata: a\n: hi\n\n", []string{"a"}},
	"other fields":               {"event: x\nid: 1\nretry: 5\ndata: a\ndatum: b\n data: c\nDATA: d\n\n", []string{"a"}},
	"event without data":         {"event: x\n\ndata: a\n\n", []string{"a"}},
	"many blank lines":           {"\n\n\r\n\r\r\ndata: a\n\n\n\n", []string{"a"}},
	"colons in data":             {"data: a: b:c\n\n", []string{"a: b:c"}},
	"characters of several byte": {"data: größe 日本語 🙂\n\n", []string{"größe 日本語 🙂"}},
	"other separators are text":  {"data: a\u2028b\u0085c\vd\x00\n\n", []string{"a\u2028b\u0085c\vd\x00"}},
	"byte order mark":            {"\uFEFFdata: a\n\n", []string{"a"}},
	"longer than the buffer":     {"data: " + strings.Repeat("x", 3*firstBufferBytes) + "\n\ndata: b\n\n", []string{strings.Repeat("x", 3*firstBufferBytes), "b"}},
}

// readAllEvents reads a whole stream the way an answer is read.
func readAllEvents(src io.Reader, limit int) (events []string, err error) {
	e := newEventReader(src, limit)
	if _, err := e.first(); err != nil && err != io.EOF {
		return nil, err
	}
	for {
		data, err := e.next()
		if err != nil {
			return events, err
		}
		events = append(events, string(data))
	}
}

func TestEventReader(t *testing.T) {
	t.Parallel()
	for name, tc := range streams {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for how, src := range map[string]io.Reader{
				"whole":     strings.NewReader(tc.in),
				"bytewise":  iotest.OneByteReader(strings.NewReader(tc.in)),
				"halves":    iotest.HalfReader(strings.NewReader(tc.in)),
				"early EOF": iotest.DataErrReader(strings.NewReader(tc.in)),
			} {
				got, err := readAllEvents(src, 1<<20)
				if err != io.EOF || !slices.Equal(got, tc.want) {
					t.Errorf("%s: %q, %v; want %q", how, got, err, tc.want)
				}
			}
		})
	}
}

func TestEventReaderLimits(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in string
		ok bool
	}{
		"a line at the limit":     {"data: " + strings.Repeat("x", 8192-7) + "\n\n", true},
		"a line above the limit":  {"data: " + strings.Repeat("x", 8192) + "\n\n", false},
		"a line without an end":   {"data: " + strings.Repeat("x", 100_000), false},
		"a record of many lines":  {strings.Repeat("data: "+strings.Repeat("x", 100)+"\n", 100) + "\n", false},
		"a long comment":          {":" + strings.Repeat("x", 10_000) + "\n\n", false},
		"many records in a limit": {strings.Repeat("data: x\n\n", 10_000), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readAllEvents(strings.NewReader(tc.in), 8192)
			if ok := err == io.EOF; ok != tc.ok || !ok && !errors.Is(err, errTooLong) {
				t.Errorf("error %v, want ok=%v", err, tc.ok)
			}
		})
	}
}

func TestEventReaderPassesOnHowTheStreamBroke(t *testing.T) {
	t.Parallel()
	reset := errors.New("reset")
	got, err := readAllEvents(io.MultiReader(strings.NewReader("data: a\n\ndata: b"), iotest.ErrReader(reset)), 1<<20)
	if !errors.Is(err, reset) || !slices.Equal(got, []string{"a"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestEventReaderDoesNotWaitForTheByteAfterCR(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	defer w.Close()
	go func() { _, _ = io.WriteString(w, "data: a\r\r") }() // the pipe stays open
	if data, err := newEventReader(r, 1<<20).next(); err != nil || string(data) != "a" {
		t.Errorf("%q, %v", data, err)
	}
}

// FuzzEventReader compares the reader, fed in pieces of any size, with the
// plainest reading of the format there is.
func FuzzEventReader(f *testing.F) {
	for _, tc := range streams {
		f.Add([]byte(tc.in), uint8(1))
		f.Add([]byte(tc.in), uint8(7))
	}
	f.Fuzz(func(t *testing.T, in []byte, size uint8) {
		got, err := readAllEvents(&pieces{in: in, size: int(size)%64 + 1}, 1<<20)
		if err != io.EOF {
			t.Fatalf("error %v", err)
		}
		if want := naive(in); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	})
}

// naive is the format read with nothing but replacing and splitting.
func naive(in []byte) (events []string) {
	in = bytes.TrimPrefix(in, byteOrderMark)
	in = bytes.TrimLeft(in, " \t\r\n")
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(in))
	var data []string
	for line := range strings.SplitSeq(text+"\n\n", "\n") {
		if line == "" {
			if data != nil {
				events = append(events, strings.Join(data, "\n"))
			}
			data = nil
		}
		if field, value, _ := strings.Cut(line, ":"); field == "data" {
			data = append(data, strings.TrimPrefix(value, " "))
		}
	}
	return events
}

// pieces reads at most size bytes at a time.
type pieces struct {
	in   []byte
	size int
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.in) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.size)], p.in)
	p.in = p.in[n:]
	return n, nil
}
