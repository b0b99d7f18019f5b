package demo

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// reply composes the answer to the last thing a person said. The first answer
// of a conversation explains everything; later ones react and stay short.
func reply(messages []provider.Message) string {
	question, first := lastQuestion(messages)
	parts := []string{opening(question, first), reaction(question)}
	if first {
		parts = append(parts, connect, services, configuration)
	} else {
		parts = append(parts, reminder)
	}
	return strings.Join(parts, "\n\n")
}

// lastQuestion finds the newest message of a person, and whether nobody has
// answered before.
func lastQuestion(messages []provider.Message) (question string, first bool) {
	first = true
	for _, m := range messages {
		if m.Role == chat.RoleUser {
			question = m.Content
		}
		first = first && m.Role != chat.RoleAssistant
	}
	return question, first
}

func opening(question string, first bool) string {
	lead := "Still the **built-in demo** here."
	if first {
		lead = "Hello! This is the **built-in demo**, not a language model: nothing is connected yet, so this text was written in advance."
	}
	if quote := excerpt(question); quote != "" {
		lead += " You wrote:\n\n> " + quote
	}
	return lead
}

// excerptChars is enough to recognise one's own words.
const excerptChars = 80

// excerpt is the start of a text as one line that Markdown shows as it is.
func excerpt(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(line) > excerptChars {
		line = strings.TrimSpace(string([]rune(line)[:excerptChars])) + "…"
	}
	return markdownEscaper.Replace(line)
}

var markdownEscaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `#`, `\#`, `|`, `\|`, `~`, `\~`, `$`, `\$`, `!`, `\!`, `&`, `\&`,
)

// topics are words to react to, and the reaction. The first that is found wins.
var topics = []struct {
	words []string
	text  string
}{
	{[]string{"code", "program", "function", "script", "python", "golang", "rust", "javascript"}, code},
	{[]string{"table", "compare", "comparison", "overview"}, "A real model would fill this table with something useful:\n\n" + table},
	{[]string{"list", "steps", "plan", "ideas"}, "A real model would have better ideas, but a list looks like this:\n\n1. Take a deep breath.\n2. Connect a model.\n3. Ask again.\n   - *Nested points* work too."},
	{[]string{"math", "formula", "equation", "sum"}, "I cannot calculate. A real model could, and would show its work."},
	{[]string{"hello", "hi", "hey", "hallo", "bonjour", "hola"}, "Nice to meet you!"},
	{[]string{"thanks", "thank", "danke", "merci", "gracias"}, "You are welcome!"},
	{[]string{"help", "how", "connect", "key", "model", "provider", "setup"}, "In short: an administrator adds a provider, and from then on a real model answers here."},
}

// reaction says something about the question, and at least how long it is.
func reaction(question string) string {
	words := strings.FieldsFunc(strings.ToLower(question), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, topic := range topics {
		for _, word := range words {
			for _, known := range topic.words {
				if word == known || word == known+"s" {
					return topic.text
				}
			}
		}
	}
	return fmt.Sprintf("I counted %s in that, which is all I can do with them. A real model would read and answer them.", counted(len(words), "word"))
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

const code = "A real model would write the program you need. Code looks like this:\n\n" +
	"```go\npackage main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"Hello from the demo\")\n}\n```"

const table = "| What | Demo | Real model |\n| --- | :-: | :-: |\n| Streams its answer | yes | yes |\n| Can be stopped half-way | yes | yes |\n| Understands you | no | yes |"

const connect = `**To connect a real model**

1. Sign in as an administrator and open **Providers**.
2. Add any service that speaks the OpenAI protocol: its base URL, and its key if it needs one.
3. Press **Test**, choose the models to offer, and ask again. The demo then steps back by itself.`

const services = `Some services and their base URLs:

| Service | Base URL | Key |
| --- | --- | --- |
| OpenAI | ` + "`https://api.openai.com/v1`" + ` | yes |
| OpenRouter | ` + "`https://openrouter.ai/api/v1`" + ` | yes |
| Ollama, on this machine | ` + "`http://localhost:11434/v1`" + ` | no |
| LM Studio, on this machine | ` + "`http://localhost:1234/v1`" + ` | no |`

const configuration = "The configuration file works as well:\n\n" +
	"```toml\n[llm.providers.ollama]\nprovider_type = \"openai\"\nbase_url = \"http://localhost:11434/v1\"\n```"

const reminder = "*To get real answers, an administrator adds a provider under **Providers**.*"
