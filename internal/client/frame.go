package client

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxFrameBytes is far above the longest message a server takes.
const maxFrameBytes = 64 << 20

var errFrameTooLong = errors.New("an event is longer than 64 MiB")

// frame is one server-sent event.
type frame struct {
	id    string // empty = the event has none
	event string
	data  []byte
}

// frameReader reads server-sent events (WHATWG HTML §9.2.6). An event that the
// end of the stream cuts off before its blank line is dropped: it will come
// whole once the stream is resumed. The field retry is not heeded, our servers
// do not send it.
type frameReader struct {
	src    *bufio.Reader
	limit  int  // of one event, in bytes
	used   int  // of the limit
	skipLF bool // the last line ended with CR: an LF now belongs to it
	begun  bool // a byte order mark can only be the first thing
}

func newFrameReader(src io.Reader, limit int) *frameReader {
	return &frameReader{src: bufio.NewReader(src), limit: limit}
}

// next returns the next event that has data. After the last one it returns
// io.EOF or what broke the stream.
func (r *frameReader) next() (frame, error) {
	var f frame
	r.used = 0
	for {
		line, err := r.line()
		if err != nil {
			return frame{}, err
		}
		if len(line) > 0 {
			f.read(line)
			continue
		}
		if f.data != nil {
			f.data = f.data[:len(f.data)-1]
			return f, nil
		}
		f, r.used = frame{}, 0
	}
}

// read adds a field to the event. While it is collected, every data line ends
// with LF.
func (f *frame) read(line []byte) {
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(name) {
	case "id":
		if !bytes.ContainsRune(value, 0) {
			f.id = string(value)
		}
	case "event":
		f.event = string(value)
	case "data":
		f.data = append(append(f.data, value...), '\n')
	}
}

// line returns the next line without its end, which is LF, CR or both. It does
// not wait for the byte after a CR.
func (r *frameReader) line() ([]byte, error) {
	var line []byte
	for {
		b, err := r.src.ReadByte()
		if err != nil {
			return nil, err
		}
		if afterCR := r.skipLF; afterCR {
			r.skipLF = false
			if b == '\n' {
				continue
			}
		}
		if b == '\n' || b == '\r' {
			r.skipLF = b == '\r'
			return r.withoutMark(line), nil
		}
		if r.used++; r.used > r.limit {
			return nil, errFrameTooLong
		}
		line = append(line, b)
	}
}

func (r *frameReader) withoutMark(line []byte) []byte {
	if !r.begun {
		r.begun = true
		return bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
	}
	return line
}
