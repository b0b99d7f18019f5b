package generation

import (
	"slices"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func TestTextTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"":         0,
		"a":        1,
		"abc":      1,
		"abcd":     2,
		"ä":        1, // 2 bytes
		"日本":       3, // 6 bytes
		"日本a":      4,
		"\xff\xfe": 1,
	} {
		if got := textTokens(text); got != want {
			t.Errorf("%q has %d tokens, want %d", text, got, want)
		}
	}
	// What is left is about a quarter more than what English really has, four
	// bytes a token.
	if got := textTokens(strings.Repeat("word", 300)); got != 400 {
		t.Errorf("1200 bytes have %d tokens", got)
	}
}

func TestWindowOf(t *testing.T) {
	t.Parallel()
	known := chat.ModelFacts{ContextSize: new(4096)}
	for name, tt := range map[string]struct {
		model chat.Model
		want  window
	}{
		"unknown":               {chat.Model{Params: chat.ModelParams{MaxTokens: new(100)}}, window{}},
		"a quarter":             {chat.Model{Facts: known}, window{4096, 1024}},
		"as long as is allowed": {chat.Model{Facts: known, Params: chat.ModelParams{MaxTokens: new(3000)}}, window{4096, 3000}},
		"without a limit":       {chat.Model{Facts: known, Params: chat.ModelParams{MaxTokens: new(0)}}, window{4096, 1024}},
		"as the provider says":  {chat.Model{Reported: known}, window{4096, 1024}},
		"people know better":    {chat.Model{Facts: known, Reported: chat.ModelFacts{ContextSize: new(8)}}, window{4096, 1024}},
	} {
		if got := windowOf(tt.model); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

// talk is a conversation whose messages cost 10 tokens each, but for the
// system prompt, which costs 16, the instruction, which costs 8, and 3 for the
// form of it all.
func talk(roles string) store.Prompt {
	p := store.Prompt{SystemPrompt: strings.Repeat("s", 36), Instruction: strings.Repeat("i", 12)}
	for i, r := range roles {
		role := map[rune]chat.MessageRole{'u': chat.RoleUser, 'a': chat.RoleAssistant, 's': chat.RoleSystem}[r]
		p.Messages = append(p.Messages, store.PromptMessage{
			Role: role, Status: chat.StatusComplete, Content: strings.Repeat(string(rune('0'+i)), 18),
		})
	}
	return p
}

// TestTheOldestAreDropped looks at the digits that stay, which number the
// messages.
func TestTheOldestAreDropped(t *testing.T) {
	t.Parallel()
	const frame = 3 + 16 + 8
	for name, tt := range map[string]struct {
		roles   string
		size    int
		kept    string
		dropped int
	}{
		"unknown window":                   {"uauau", 0, "01234", 0},
		"everything fits":                  {"uauau", frame + 50, "01234", 0},
		"one token less":                   {"uauau", frame + 49, "234", 2}, // 1 answers 0, which is gone
		"exactly three":                    {"uauau", frame + 30, "234", 2},
		"not quite three":                  {"uauau", frame + 29, "4", 4},
		"exactly the last":                 {"uauau", frame + 10, "4", 4},
		"the last is the only one":         {"u", frame + 10, "0", 0},
		"people in a row":                  {"uuuau", frame + 40, "1234", 1},
		"two answers to what is gone":      {"uaau", frame + 30, "3", 3},
		"an answer that is last":           {"uaa", frame + 10, "2", 2},
		"deleted ones are not counted":     {"uxuau", frame + 30, "234", 1},
		"room of a large window is unused": {"uauau", 1 << 20, "01234", 0},
	} {
		p := talk(tt.roles)
		for i := range p.Messages {
			p.Messages[i].Deleted = tt.roles[i] == 'x'
		}
		got, err := buildPrompt(p, window{size: tt.size})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var kept []rune
		for _, m := range got.messages {
			for _, r := range m.Content {
				if r >= '0' && r <= '9' && !slices.Contains(kept, r) {
					kept = append(kept, r)
				}
			}
		}
		if string(kept) != tt.kept || got.dropped != tt.dropped {
			t.Errorf("%s: kept %s and dropped %d, want %s and %d", name, string(kept), got.dropped, tt.kept, tt.dropped)
		}
		first, last := got.messages[0], got.messages[len(got.messages)-1]
		if first.Content != p.SystemPrompt || last.Content != p.Instruction {
			t.Errorf("%s: the system messages did not stay", name)
		}
	}
}

// TestSystemTextStays: system messages inside the conversation belong to the
// system message in front, and are never dropped.
func TestSystemTextStays(t *testing.T) {
	t.Parallel()
	p := talk("usau")
	// The text of message 1 and a blank line join the system prompt: 20 bytes.
	least := 3 + 4 + (36+20+2)/3 + 8 + 10
	got, err := buildPrompt(p, window{size: least})
	if err != nil || got.dropped != 2 || !strings.HasSuffix(got.messages[0].Content, "\n\n"+p.Messages[1].Content) {
		t.Errorf("%+v, error %v", got, err)
	}
	if _, err := buildPrompt(p, window{size: least - 1}); err == nil {
		t.Error("the system text has no room, and nobody says so")
	}
}

func TestTheLastMessageIsTooLong(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]window{
		"by one token":               {size: 46, answer: 10},
		"the answer takes all":       {size: 100, answer: 100},
		"the answer takes even more": {size: 100, answer: 1000},
	} {
		_, err := buildPrompt(talk("uau"), w)
		if chat.KindOf(err) != chat.TooLarge || !strings.Contains(err.Error(), "about 37 tokens") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := buildPrompt(talk("uau"), window{size: 47, answer: 10}); err != nil {
		t.Error(err)
	}
}
