package openai

import (
	"bytes"
	"errors"
	"io"
)

// errTooLong reports a line or record above the reader's limit.
var errTooLong = errors.New("openai: a record is longer than the limit")

// firstBufferBytes holds some tens of usual records; it grows for longer ones.
const firstBufferBytes = 4 << 10

// eventReader reads the data of server-sent events, as WHATWG HTML §9.2.6
// describes them, with one difference: an event that the end of the stream cuts
// off before its blank line still counts, because services forget it.
//
// It works on whole lines, so how the network cut the bytes never matters, and
// finds CR, LF and CRLF ends without waiting for the byte after a CR.
type eventReader struct {
	src     io.Reader
	buf     []byte // buf[r:w] is read and not yet consumed
	r, w    int
	err     error // what src ended with
	limit   int   // longest line, and longest data of one event, in bytes
	skipLF  bool  // the last line ended with CR: an LF now belongs to it
	data    []byte
	hasData bool
}

func newEventReader(src io.Reader, limit int) *eventReader {
	return &eventReader{src: src, buf: make([]byte, min(firstBufferBytes, limit)), limit: limit}
}

// next returns the data of the next event that has any, its lines joined by LF.
// The slice is valid until the next call. Other fields and comments are passed
// over. After the last event it returns io.EOF or what ended the stream.
func (e *eventReader) next() ([]byte, error) {
	e.data, e.hasData = e.data[:0], false
	for {
		line, err := e.line()
		if err != nil {
			if e.hasData && err == io.EOF {
				return e.data, nil
			}
			return nil, err
		}
		if len(line) == 0 {
			if e.hasData {
				return e.data, nil
			}
			continue
		}
		if err := e.collect(line); err != nil {
			return nil, err
		}
	}
}

// collect adds a data line to the event.
func (e *eventReader) collect(line []byte) error {
	field, value, _ := bytes.Cut(line, []byte{':'})
	if string(field) != "data" {
		return nil
	}
	if len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	if len(e.data)+len(value) >= e.limit {
		return errTooLong
	}
	if e.hasData {
		e.data = append(e.data, '\n')
	}
	e.data, e.hasData = append(e.data, value...), true
	return nil
}

// line returns the next line without its end; an unterminated last one counts.
// The slice is valid until the next call.
func (e *eventReader) line() ([]byte, error) {
	searched := 0
	for {
		if e.skipLF && e.r < e.w {
			if e.buf[e.r] == '\n' {
				e.r++
			}
			e.skipLF = false
		}
		pending := e.buf[e.r:e.w]
		if i := lineEnd(pending, searched); i >= 0 {
			e.skipLF = pending[i] == '\r'
			e.r += i + 1
			return pending[:i], nil
		}
		searched = len(pending)
		if err := e.fill(); err != nil {
			last := e.buf[e.r:e.w]
			e.r = e.w
			if err == io.EOF && len(last) > 0 {
				return last, nil
			}
			return nil, err
		}
	}
}

// lineEnd finds the first CR or LF at or after from, -1 for none.
func lineEnd(b []byte, from int) int {
	lf := bytes.IndexByte(b[from:], '\n')
	head := b[from:]
	if lf >= 0 {
		head = head[:lf]
	}
	if cr := bytes.IndexByte(head, '\r'); cr >= 0 {
		return from + cr
	}
	if lf >= 0 {
		return from + lf
	}
	return -1
}

// fill reads more bytes behind those that are pending.
func (e *eventReader) fill() error {
	if e.err != nil {
		return e.err
	}
	if e.r > 0 {
		e.w = copy(e.buf, e.buf[e.r:e.w])
		e.r = 0
	}
	if e.w == len(e.buf) {
		if len(e.buf) >= e.limit {
			return errTooLong
		}
		grown := make([]byte, min(2*len(e.buf), e.limit))
		copy(grown, e.buf)
		e.buf = grown
	}
	n, err := e.src.Read(e.buf[e.w:])
	e.w += n
	e.err = err
	if n > 0 {
		return nil
	}
	return err
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// first returns the first byte that says something about what the stream is,
// without consuming it. A byte order mark and white space before it are dropped.
func (e *eventReader) first() (byte, error) {
	for e.w-e.r < len(byteOrderMark) && bytes.HasPrefix(byteOrderMark, e.buf[e.r:e.w]) {
		if err := e.fill(); err != nil {
			break
		}
	}
	if bytes.HasPrefix(e.buf[e.r:e.w], byteOrderMark) {
		e.r += len(byteOrderMark)
	}
	for {
		pending := e.buf[e.r:e.w]
		if text := bytes.TrimLeft(pending, " \t\r\n"); len(text) > 0 {
			e.r = e.w - len(text)
			return text[0], nil
		}
		e.r = e.w
		if err := e.fill(); err != nil {
			return 0, err
		}
	}
}

// rest returns everything that is left, at most limit bytes.
func (e *eventReader) rest(limit int) ([]byte, error) {
	e.limit = limit
	for {
		switch err := e.fill(); err {
		case nil:
		case io.EOF:
			return e.buf[e.r:e.w], nil
		default:
			return nil, err
		}
	}
}
