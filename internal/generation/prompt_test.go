package generation

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestPrompt(t *testing.T) {
	t.Parallel()
	user := func(text string) store.PromptMessage {
		return store.PromptMessage{Role: chat.RoleUser, Status: chat.StatusComplete, Content: text}
	}
	answer := func(status chat.MessageStatus, text string) store.PromptMessage {
		return store.PromptMessage{Role: chat.RoleAssistant, Status: status, Content: text}
	}
	deleted := func(m store.PromptMessage) store.PromptMessage {
		m.Deleted = true
		return m
	}
	people := map[string]chat.AccountID{}
	by := func(who, name, text string) store.PromptMessage {
		m := user(text)
		if people[who].IsZero() {
			people[who] = chat.NewID[chat.Account]()
		}
		m.Author, m.Name = people[who], name
		return m
	}
	tests := map[string]store.Prompt{
		"one question": {Messages: []store.PromptMessage{user("Hello")}},
		"a talk": {
			SystemPrompt: "Be brief.",
			Messages:     []store.PromptMessage{user("Hello"), answer(chat.StatusComplete, "Hi!"), user("  And now?\n")},
		},
		"system messages come first": {
			SystemPrompt: "Be brief.",
			Messages: []store.PromptMessage{
				user("Hello"),
				{Role: chat.RoleSystem, Content: "Speak French."},
				{Role: chat.RoleSystem, Content: "Never swear.", Deleted: true},
				user("Who are you?"),
			},
		},
		"deleted and blank are left out": {
			Messages: []store.PromptMessage{
				user("one"), deleted(user("two")), user(" \n\t"), answer(chat.StatusComplete, "three"),
				deleted(answer(chat.StatusComplete, "four")), user("five"),
			},
		},
		"an answer that failed with nothing is left out": {
			Messages: []store.PromptMessage{user("one"), answer(chat.StatusFailed, ""), user("two")},
		},
		"half an answer stays": {
			Messages: []store.PromptMessage{user("Count."), answer(chat.StatusCancelled, "1, 2"), user("Go on.")},
		},
		"tool messages come from the user": {
			Messages: []store.PromptMessage{user("Weather?"), {Role: chat.RoleTool, Content: "12 °C"}},
		},
		"an instruction is last": {
			SystemPrompt: "Be brief.",
			Messages:     []store.PromptMessage{user("Hello")},
			Instruction:  "Shorter.",
		},
		"one person with a name": {
			Messages: []store.PromptMessage{by("ada", "Ada", "Hello"), answer(chat.StatusComplete, "Hi!"), by("ada", "Ada", "Bye")},
		},
		"several people": {
			SystemPrompt: "Be brief.",
			Messages: []store.PromptMessage{
				by("ada", "Ada", "@gpt-4o what is this?"), answer(chat.StatusComplete, "A test."),
				by("bob", "Bob L.", "Is it?"), by("ada", "Ada", "@assistant is it?\n\nReally?"),
				{Role: chat.RoleSystem, Author: people["ada"], Name: "Ada", Content: "Speak French."},
				{Role: chat.RoleTool, Author: people["bob"], Name: "Bob L.", Content: "12 °C"},
			},
			Instruction: "Shorter.",
		},
		"several people with one name": {
			Messages: []store.PromptMessage{
				by("one", "Sam", "one"), by("two", "Sam", "two"), by("three", "", "three"), by("four", "", "four"), by("one", "Sam", "five"),
			},
		},
		"only one of several people is heard": {
			Messages: []store.PromptMessage{
				by("ada", "Ada", "Hello"), deleted(by("bob", "Bob", "Hi")), by("eve", "Eve", "  "),
				{Role: chat.RoleSystem, Author: chat.NewID[chat.Account](), Name: "Zoe", Content: "Speak French."},
			},
		},
		"nothing to answer": {
			SystemPrompt: "Be brief.",
			Messages:     []store.PromptMessage{deleted(user("Hello"))},
			Instruction:  "Shorter.",
		},
	}
	for name, p := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := buildPrompt(p, window{})
			if err != nil || got.dropped != 0 {
				t.Errorf("%d messages dropped, error %v", got.dropped, err)
			}
			compareGolden(t, name, printPrompt(got.messages))
		})
	}
}

func printPrompt(prompt []provider.Message) string {
	var b strings.Builder
	for _, m := range prompt {
		fmt.Fprintf(&b, "%-9s %q\n", m.Role, m.Content)
	}
	return b.String()
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "prompt", strings.ReplaceAll(name, " ", "-")+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("prompt differs from %s\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}
