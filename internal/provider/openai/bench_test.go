package openai

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/rustygpt/rustygpt/internal/provider"
)

const benchTokens = 10_000

// benchStream is a stream as OpenAI writes it.
func benchStream() []byte {
	var b bytes.Buffer
	for i := range benchTokens {
		fmt.Fprintf(&b, `data: {"id":"chatcmpl-B1x2","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini",`+
			`"service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":" token%d"},"logprobs":null,"finish_reason":null}],"usage":null}`+"\n\n", i)
	}
	b.WriteString("data: [DONE]\n\n")
	return b.Bytes()
}

// BenchmarkFraming is the floor: finding the records without reading them.
func BenchmarkFraming(b *testing.B) {
	stream := benchStream()
	b.ReportAllocs()
	for b.Loop() {
		e := newEventReader(bytes.NewReader(stream), 1<<20)
		for {
			if _, err := e.next(); err != nil {
				break
			}
		}
	}
	perToken(b)
}

// BenchmarkStream is all that happens to a token between the socket and the
// consumer of the deltas.
func BenchmarkStream(b *testing.B) {
	stream := benchStream()
	b.ReportAllocs()
	for b.Loop() {
		var bytesRead int
		a := &answer{
			client: &Client{}, yield: func(d provider.Delta, _ error) bool { bytesRead += len(d.Content); return true },
			exchange: &exchange{ctx: b.Context(), events: newEventReader(bytes.NewReader(stream), 1<<20)},
		}
		for a.finish == "" {
			data, err := a.events.next()
			if err != nil {
				b.Fatal(err)
			}
			if done, err := a.take(data); err != nil {
				b.Fatal(err)
			} else if done {
				break
			}
		}
		if bytesRead == 0 {
			b.Fatal("nothing was read")
		}
	}
	perToken(b)
}

func perToken(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchTokens, "ns/token")
	b.ReportMetric(benchTokens, "tokens/op")
}
