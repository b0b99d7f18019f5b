package openai

import (
	"reflect"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestRecordDecode(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in                         string
		content, reasoning, finish string
	}{
		"usual":               {`{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}`, "a", "", ""},
		"role only":           {`{"choices":[{"delta":{"role":"assistant","content":null}}]}`, "", "", ""},
		"no content":          {`{"choices":[{"delta":{}}]}`, "", "", ""},
		"no delta":            {`{"choices":[{"finish_reason":"stop"}]}`, "", "", "stop"},
		"null delta":          {`{"choices":[{"delta":null,"finish_reason":"stop"}]}`, "", "", "stop"},
		"empty finish":        {`{"choices":[{"delta":{"content":"a"},"finish_reason":""}]}`, "a", "", ""},
		"no choices":          {`{"object":"chat.completion.chunk"}`, "", "", ""},
		"null choices":        {`{"choices":null}`, "", "", ""},
		"other choice":        {`{"choices":[{"index":1,"delta":{"content":"b"}}]}`, "", "", ""},
		"first among choices": {`{"choices":[{"index":1,"delta":{"content":"b"}},{"index":0,"delta":{"content":"a"}}]}`, "a", "", ""},
		"reasoning_content":   {`{"choices":[{"delta":{"reasoning_content":"t"}}]}`, "", "t", ""},
		"reasoning":           {`{"choices":[{"delta":{"reasoning":"t","content":""}}]}`, "", "t", ""},
		"both reasonings":     {`{"choices":[{"delta":{"reasoning":"t","reasoning_content":"t"}}]}`, "", "t", ""},
		"think tags stay":     {`{"choices":[{"delta":{"content":"<think>t</think>"}}]}`, "<think>t</think>", "", ""},
		"refusal":             {`{"choices":[{"delta":{"refusal":"No."}}]}`, "No.", "", ""},
		"parts":               {`{"choices":[{"delta":{"content":[{"type":"text","text":"a"},{"type":"image"},{"text":"b"}]}}]}`, "ab", "", ""},
		"odd parts":           {`{"choices":[{"delta":{"content":[1,"a",null]}}]}`, "", "", ""},
		"number as content":   {`{"choices":[{"delta":{"content":7}}]}`, "", "", ""},
		"object as content":   {`{"choices":[{"delta":{"content":{"x":1}}}]}`, "", "", ""},
		"whole message":       {`{"choices":[{"message":{"role":"assistant","content":"a","reasoning":"t"},"finish_reason":"length"}]}`, "a", "t", "length"},
		"escapes":             {`{"choices":[{"delta":{"content":"\"\n\u00e9\ud83d\ude42"}}]}`, "\"\né🙂", "", ""},
		"lone surrogate":      {`{"choices":[{"delta":{"content":"\ud83d"}}]}`, "\uFFFD", "", ""},
		"broken character":    {"{\"choices\":[{\"delta\":{\"content\":\"\xff\"}}]}", "\uFFFD", "", ""},
		"repeated name":       {`{"id":1,"id":2,"choices":[{"delta":{"content":"a"}}]}`, "a", "", ""},
		"tool call":           {`{"choices":[{"delta":{"tool_calls":[{"index":0}]},"finish_reason":"tool_calls"}]}`, "", "", "tool_calls"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r record
			if err := r.decode([]byte(tc.in)); err != nil {
				t.Fatal(err)
			}
			var content, reasoning, finish string
			if c := r.first(); c != nil {
				content, reasoning = c.parts()
				finish = finishReason(c.FinishReason)
			}
			if content != tc.content || reasoning != tc.reasoning || finish != tc.finish {
				t.Errorf("got %q %q %q, want %+v", content, reasoning, finish, tc)
			}
		})
	}
}

func TestRecordDecodeForgetsTheLastRecord(t *testing.T) {
	t.Parallel()
	var r record
	full := `{"error":"x","usage":{"total_tokens":1},"choices":[{"index":1,"delta":{"content":"a","reasoning":"t"},"finish_reason":"stop"},{"index":0,"delta":{"content":"b"}}]}`
	if err := r.decode([]byte(full)); err != nil {
		t.Fatal(err)
	}
	if err := r.decode([]byte(`{"choices":[{}]}`)); err != nil {
		t.Fatal(err)
	}
	if want := (record{Choices: []choice{{}}}); !reflect.DeepEqual(r, want) {
		t.Errorf("got %+v, want %+v", r, want)
	}
}

func TestRecordFailed(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		`{}`: false, `{"error":null}`: false, `{"error":""}`: false, `{"error":false}`: false,
		`{"error":"x"}`: true, `{"error":{}}`: true, `{"error":{"message":"x"}}`: true,
	} {
		var r record
		if err := r.decode([]byte(in)); err != nil || r.failed() != want {
			t.Errorf("%s: %v, %v", in, r.failed(), err)
		}
	}
}

func TestFinishReason(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"": "", "stop": "stop", "STOP": "stop", "eos": "stop", "end_turn": "stop", "length": "length", "max_tokens": "length",
		"content_filter": "content_filter", "SAFETY": "content_filter", "function_call": "tool_calls", "error": "error",
	} {
		if got := finishReason(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestUsageCounts(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]*chat.Usage{
		`{}`:             nil,
		`{"usage":null}`: nil,
		`{"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}`: {PromptTokens: 3, CompletionTokens: 4, TotalTokens: 7},
		`{"usage":{"prompt_tokens":3.0,"completion_tokens":4}}`:                {PromptTokens: 3, CompletionTokens: 4, TotalTokens: 7},
	} {
		var r record
		if err := r.decode([]byte(in)); err != nil {
			t.Fatal(err)
		}
		if got := r.Usage.counts(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", in, got, want)
		}
	}
}

// FuzzRecord makes sure that no record, however odd, does worse than an error.
func FuzzRecord(f *testing.F) {
	f.Add([]byte(`{"choices":[{"index":0,"delta":{"content":[{"text":"a"}]},"finish_reason":"stop"}],"usage":{"total_tokens":1},"error":{"message":"x"}}`))
	f.Add([]byte(`[{"error":{"message":["x"]}}]`))
	f.Add([]byte(`{"data":[{"id":"a"},"b",7],"models":null}`))
	f.Add([]byte(`[{"id":"a","context_length":-1,"pricing":{"prompt":"NaN","completion":1e999},"supported_parameters":["tools",7],"meta":[]}]`))
	f.Fuzz(func(_ *testing.T, in []byte) {
		var r record
		if r.decode(in) == nil {
			if c := r.first(); c != nil {
				c.parts()
			}
			r.Usage.counts()
			r.failed()
		}
		_ = errorText(in)
		_, _ = readOffers(in)
	})
}
