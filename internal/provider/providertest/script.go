package providertest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mode is one way to answer.
type mode struct {
	example string // a model name that shows it
	about   string
	play    func(*reply)
}

// modes lists the modes by name. The count is of tokens unless said otherwise.
func modes() map[string]mode {
	return map[string]mode{
		"tokens":  {"tokens-100-at-25", "a well-behaved stream", func(p *reply) { p.stream() }},
		"endless": {"endless-at-25", "tokens until the client leaves, or POST /enough ends all of these", playEndless},
		"length":  {"length-20", "finish_reason length", func(p *reply) { p.finish = "length"; p.stream() }},
		"reasoning": {"reasoning-20", "as many tokens of reasoning_content first", func(p *reply) {
			p.open()
			p.send(p.count, "reasoning_content")
			p.send(p.count, "content")
			p.end()
		}},
		"parts":    {"parts-20", "content as a list of parts", func(p *reply) { p.asParts = true; p.stream() }},
		"no-usage": {"no-usage-20", "refuses stream_options, else a stream", playNoUsage},
		"new-name": {"new-name-20", "refuses max_tokens, asking for max_completion_tokens, else a stream", playNewName},

		"crlf":       {"crlf-20", "lines end with CR LF", func(p *reply) { p.eol = "\r\n"; p.stream() }},
		"cr":         {"cr-20", "lines end with CR", func(p *reply) { p.eol = "\r"; p.stream() }},
		"comments":   {"comments-20", "comments and other fields between the records", func(p *reply) { p.noise = true; p.stream() }},
		"no-space":   {"no-space-20", "data: without a space", func(p *reply) { p.prefix = "data:"; p.stream() }},
		"bom":        {"bom-20", "a byte order mark first", func(p *reply) { p.open(); p.write("\uFEFF"); p.sendAll(); p.end() }},
		"multi-line": {"multi-line-20", "each record over several data lines", func(p *reply) { p.multiLine = true; p.stream() }},
		"crowded":    {"crowded-20", "no blank line between records", func(p *reply) { p.crowded = true; p.stream() }},
		"split-utf8": {"split-utf8-20", "every byte in a packet of its own", func(p *reply) { p.bytewise = true; p.stream() }},

		"no-done":      {"no-done-20", "no [DONE] at the end", func(p *reply) { p.open(); p.sendAll(); p.finished() }},
		"no-finish":    {"no-finish-20", "neither finish_reason nor [DONE]", func(p *reply) { p.open(); p.sendAll() }},
		"unterminated": {"unterminated-20", "the last line has no end", playUnterminated},
		"silent":       {"silent", "a stream that only says it is one", func(p *reply) { p.open(); p.record(delta("content", "")) }},
		"json":         {"json-20", "one JSON completion in place of a stream", playJSON},

		"error-after": {"error-after-10", "an error record in the middle", func(p *reply) {
			p.open()
			p.sendAll()
			p.record(map[string]any{"error": map[string]any{"message": "The model ran out of luck", "code": 500}})
		}},
		"close-after": {"close-after-10", "the connection ends in the middle", func(p *reply) { p.open(); p.sendAll(); p.cut(false) }},
		"reset-after": {"reset-after-10", "the connection is reset in the middle", func(p *reply) { p.open(); p.sendAll(); p.cut(true) }},
		"hang-after":  {"hang-after-10", "silence in the middle", func(p *reply) { p.open(); p.sendAll(); p.hang() }},
		"linger":      {"linger-10", "silence after the finish_reason", func(p *reply) { p.open(); p.sendAll(); p.finished(); p.hang() }},
		"junk-after":  {"junk-after-10", "a record that is not JSON in the middle", func(p *reply) { p.open(); p.sendAll(); p.line(`{"choices":[`) }},
		"huge-line":   {"huge-line", "a record of so many MiB", playHugeLine},

		"hang":      {"hang", "silence before the response", func(p *reply) { p.hang() }},
		"slow":      {"slow-2000", "so many milliseconds of silence before the response", playSlow},
		"close":     {"close", "the connection ends before the response", func(p *reply) { p.cut(false) }},
		"status":    {"status-503", "an error status", playStatus},
		"plain":     {"plain-502", "an error status with a text body", playPlain},
		"page":      {"page-502", "an error status with a web page", func(p *reply) { p.w.WriteHeader(p.count); page(p.w) }},
		"html":      {"html", "200 with a web page", func(p *reply) { page(p.w) }},
		"empty":     {"empty", "200 with nothing", func(*reply) {}},
		"echo-key":  {"echo-key", "401 that repeats the secrets it was sent", playEchoKey},
		"elsewhere": {"elsewhere", "a redirect to another origin", playElsewhere},
		"moved":     {"moved", "a redirect at the same origin, then a stream", playMoved},
	}
}

// ModelNames lists one model name for every mode, sorted.
func ModelNames() []string {
	names := make([]string, 0, len(modes()))
	for _, m := range modes() {
		names = append(names, m.example)
	}
	slices.Sort(names)
	return names
}

// About says what a model name of ModelNames does.
func About(model string) string { return modes()[parse(model).mode].about }

// script is a parsed model name.
type script struct {
	mode  string
	count int // default 20
	rate  float64
	retry int // seconds for Retry-After
}

func parse(model string) script {
	s := script{mode: model, count: 20}
	if name, rate, ok := strings.Cut(s.mode, "-at-"); ok {
		s.mode = name
		s.rate, _ = strconv.ParseFloat(rate, 64) // 0, no pace, when it is no number
	}
	if name, retry, ok := strings.Cut(s.mode, "-retry-"); ok {
		s.mode = name
		s.retry, _ = strconv.Atoi(retry) // 0, no header, when it is no number
	}
	if i := strings.LastIndexByte(s.mode, '-'); i > 0 {
		if n, err := strconv.Atoi(s.mode[i+1:]); err == nil {
			s.mode, s.count = s.mode[:i], n
		}
	}
	return s
}

// play answers a request as its model's name says. Endless answers come to an
// end when enough is closed.
func play(w http.ResponseWriter, r *http.Request, prompt Prompt, enough <-chan struct{}) {
	s := parse(prompt.Model)
	m, ok := modes()[s.mode]
	if !ok {
		refuse(w, http.StatusNotFound, fmt.Sprintf("The model %q does not exist", prompt.Model))
		return
	}
	m.play(&reply{script: s, w: w, r: r, prompt: prompt, enough: enough, eol: "\n", prefix: "data: ", finish: "stop", start: time.Now()})
}

func playEndless(p *reply) {
	p.count, p.until = 1<<40, p.enough
	p.open()
	p.sendAll()
	p.count = p.sent
	p.end()
}

func playNoUsage(p *reply) {
	if p.prompt.StreamOptions != nil {
		refuse(p.w, http.StatusBadRequest, "Unrecognized request argument supplied: stream_options")
		return
	}
	p.stream()
}

func playNewName(p *reply) {
	if p.prompt.MaxTokens != nil {
		refuse(p.w, http.StatusBadRequest,
			"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
		return
	}
	p.stream()
}

func playUnterminated(p *reply) {
	p.open()
	p.send(p.count-1, "content")
	last, _ := json.Marshal(delta("content", Token(p.count-1))) // a map of strings always encodes
	p.write(p.prefix + string(last))
}

func playJSON(p *reply) {
	p.w.Header().Set("Content-Type", "application/json")
	writeJSON(p.w, map[string]any{
		"object":  "chat.completion",
		"choices": []any{map[string]any{"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": Text(p.count)}}},
		"usage":   p.usage(),
	})
}

func playHugeLine(p *reply) {
	if p.count == 20 {
		p.count = 2
	}
	p.open()
	p.record(delta("content", strings.Repeat("x", p.count<<20)))
	p.end()
}

func playSlow(p *reply) {
	select {
	case <-time.After(time.Duration(p.count) * time.Millisecond):
		p.count = 20
		p.stream()
	case <-p.r.Context().Done():
	}
}

func playStatus(p *reply) {
	if p.retry > 0 {
		p.w.Header().Set("Retry-After", strconv.Itoa(p.retry))
	}
	refuse(p.w, p.count, "The test wants status "+strconv.Itoa(p.count))
}

func playPlain(p *reply) {
	p.w.Header().Set("Content-Type", "text/plain")
	p.w.WriteHeader(p.count)
	p.write("the\tbackend\x00 is\r\n\x1b[31mdown\x1b[0m\u202e")
}

func playEchoKey(p *reply) {
	sent := []string{p.r.Host}
	for _, values := range p.r.Header {
		sent = append(sent, values...)
	}
	refuse(p.w, http.StatusUnauthorized, "You sent "+strings.Join(sent, " and "))
}

func playElsewhere(p *reply) {
	_, port, err := net.SplitHostPort(p.r.Host)
	if err != nil {
		panic("providertest: the request has no port: " + p.r.Host)
	}
	http.Redirect(p.w, p.r, "http://localhost:"+port+p.r.URL.Path, http.StatusTemporaryRedirect)
}

func playMoved(p *reply) {
	if p.r.URL.Query().Has("moved") {
		p.stream()
		return
	}
	http.Redirect(p.w, p.r, p.r.URL.Path+"?moved=1", http.StatusPermanentRedirect)
}
