package providertest

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// reply writes one response, well or badly.
type reply struct {
	script
	w      http.ResponseWriter
	r      *http.Request
	prompt Prompt
	start  time.Time
	sent   int
	enough <-chan struct{} // closed when what is endless is to end
	until  <-chan struct{} // enough, when this is endless

	eol       string
	prefix    string
	finish    string
	noise     bool
	multiLine bool
	crowded   bool
	bytewise  bool
	asParts   bool
}

// flushEvery is how many tokens without a pace travel together.
const flushEvery = 32

func (p *reply) stream() {
	p.open()
	p.sendAll()
	p.end()
}

func (p *reply) open() {
	p.w.Header().Set("Content-Type", "text/event-stream")
	p.w.WriteHeader(http.StatusOK)
	p.flush()
}

func (p *reply) sendAll() { p.send(p.count, "content") }

// send sends the first n tokens in a field of the delta, at the pace.
func (p *reply) send(n int, field string) {
	for i := 0; i < n && p.wait(); i++ {
		p.record(delta(field, Token(i)))
		if p.rate > 0 || i%flushEvery == 0 {
			p.flush()
		}
	}
	p.flush()
}

// wait lasts until the next token is due; false when there is none because it is
// enough or the client has left.
func (p *reply) wait() bool {
	if p.rate > 0 {
		due := p.start.Add(time.Duration(float64(p.sent) / p.rate * float64(time.Second)))
		select {
		case <-time.After(time.Until(due)):
		case <-p.until:
		case <-p.r.Context().Done():
		}
	}
	select {
	case <-p.until:
		return false
	default:
	}
	p.sent++
	return p.r.Context().Err() == nil
}

// end sends the finish reason, the usage and the end marker.
func (p *reply) end() {
	p.finished()
	if p.prompt.StreamOptions != nil {
		p.record(map[string]any{"choices": []any{}, "usage": p.usage()})
	}
	p.line("[DONE]")
	p.flush()
}

func (p *reply) finished() {
	p.record(map[string]any{"choices": []any{map[string]any{"index": 0, "delta": map[string]any{}, "finish_reason": p.finish}}})
	p.flush()
}

func (p *reply) usage() map[string]any {
	return map[string]any{"prompt_tokens": len(p.prompt.Messages), "completion_tokens": p.count, "total_tokens": len(p.prompt.Messages) + p.count}
}

func delta(field, content string) map[string]any {
	return map[string]any{
		"id": "chatcmpl-test", "object": "chat.completion.chunk", "created": 1, "model": "test",
		"choices": []any{map[string]any{"index": 0, "delta": map[string]any{field: content}, "finish_reason": nil}},
	}
}

// record sends one record as an event.
func (p *reply) record(v map[string]any) {
	if p.asParts {
		toParts(v)
	}
	marshal := json.Marshal
	if p.multiLine {
		marshal = func(v any) ([]byte, error) { return json.MarshalIndent(v, "", "  ") }
	}
	encoded, err := marshal(v)
	if err != nil {
		panic(fmt.Sprintf("providertest: %v", err))
	}
	if p.noise {
		p.write(": keep-alive" + p.eol + p.eol + "event: message" + p.eol + "id: 7" + p.eol + "retry: 1000" + p.eol + "nonsense" + p.eol)
	}
	p.line(string(encoded))
}

// toParts replaces the content string of a delta by a list of parts.
func toParts(v map[string]any) {
	choices, _ := v["choices"].([]any)
	for _, c := range choices {
		d, _ := c.(map[string]any)["delta"].(map[string]any)
		if content, ok := d["content"]; ok {
			d["content"] = []any{map[string]any{"type": "text", "text": content}}
		}
	}
}

// line sends data, split where it has line feeds, and the end of the event.
func (p *reply) line(data string) {
	p.write(p.prefix + strings.ReplaceAll(data, "\n", p.eol+p.prefix) + p.eol)
	if !p.crowded {
		p.write(p.eol)
	}
}

func (p *reply) write(s string) {
	if !p.bytewise {
		_, _ = io.WriteString(p.w, s) // fails only when the client has left
		return
	}
	for i := range len(s) {
		_, _ = io.WriteString(p.w, s[i:i+1])
		p.flush()
	}
}

func (p *reply) flush() {
	_ = http.NewResponseController(p.w).Flush() // fails only when the client has left
}

// hang keeps silent until the client leaves.
func (p *reply) hang() { <-p.r.Context().Done() }

// cut ends the connection without ending the response, politely or with a reset.
func (p *reply) cut(reset bool) {
	conn, _, err := http.NewResponseController(p.w).Hijack()
	if err != nil {
		panic(fmt.Sprintf("providertest: %v", err))
	}
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0) // discards what is unsent and resets
	}
	_ = conn.Close()
}
