package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// parseJSON walks the tokens, because only they come with their place.
func parseJSON(name string, data []byte) (*node, error) {
	p := jsonParser{name: name, data: data, decoder: json.NewDecoder(bytes.NewReader(data)), starts: lineStarts(data)}
	p.decoder.UseNumber()
	n, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := p.decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, syntaxError{p.here(), "there is something after the end"}
	}
	return n, nil
}

type jsonParser struct {
	name    string
	data    []byte
	decoder *json.Decoder
	starts  []int
}

func (p *jsonParser) here() Origin {
	return Origin{Layer: File, Name: p.name, Line: lineAt(p.starts, int(p.decoder.InputOffset())-1)}
}

// next is the place of what could not be read.
func (p *jsonParser) next() Origin {
	offset := int(p.decoder.InputOffset())
	rest := p.data[offset:]
	offset += len(rest) - len(bytes.TrimLeft(rest, " \t\r\n:,"))
	return Origin{Layer: File, Name: p.name, Line: lineAt(p.starts, min(offset, len(p.data)-1))}
}

func (p *jsonParser) token() (json.Token, error) {
	t, err := p.decoder.Token()
	if err == nil {
		return t, nil
	}
	origin := p.next()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, syntaxError{origin, "the document ends too early"}
	}
	return nil, syntaxError{origin, err.Error()}
}

func (p *jsonParser) value(depth int) (*node, error) {
	t, err := p.token()
	if err != nil {
		return nil, err
	}
	origin := p.here()
	if depth > maxDepth {
		return nil, syntaxError{origin, "is nested too deeply"}
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return p.object(origin, depth)
		}
		return p.array(origin, depth)
	case json.Number:
		return p.number(t, origin)
	default: // string, bool, nil
		return plain(t, origin), nil
	}
}

func (p *jsonParser) object(origin Origin, depth int) (*node, error) {
	n := table(origin)
	for p.decoder.More() {
		t, err := p.token()
		if err != nil {
			return nil, err
		}
		at := p.here()
		key, ok := t.(string)
		if !ok {
			return nil, syntaxError{at, "a key must be a text"}
		}
		if n.child(key) != nil {
			return nil, syntaxError{at, "the key " + strconv.Quote(key) + " is there twice"}
		}
		value, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		value.origin = at
		n.table = append(n.table, entry{key, value})
	}
	_, err := p.token()
	return n, err
}

func (p *jsonParser) array(origin Origin, depth int) (*node, error) {
	n := &node{kind: listNode, origin: origin}
	for p.decoder.More() {
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.list = append(n.list, item)
	}
	_, err := p.token()
	return n, err
}

func (p *jsonParser) number(t json.Number, origin Origin) (*node, error) {
	if i, err := t.Int64(); err == nil {
		return plain(i, origin), nil
	}
	x, err := t.Float64()
	if err != nil {
		return nil, syntaxError{origin, "the number is too large"}
	}
	return plain(x, origin), nil
}
