package generation

import (
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// prompt is what a model reads.
type prompt struct {
	messages []provider.Message
	dropped  int // messages that did not fit
}

// buildPrompt turns the way from the root to the answered message into what a
// model reads:
//
//  1. One system message comes first: the conversation's own prompt, then the
//     texts of its system messages, wherever they stand, with blank lines
//     between. Many chat templates accept a system message only there.
//  2. The other messages follow in their order. Deleted and blank ones are left
//     out, and with them every answer that failed before its first word.
//     Half answers stay: people may ask to continue them.
//  3. Where several people speak, each of their messages begins with a name, and
//     the system message says so; see speakers.
//  4. A tool's message becomes the user's, marked as such: the wire formats
//     want a tool message to name the call it answers, and here is none.
//  5. Neighbours of one role are joined with a blank line, since many chat
//     templates insist that roles alternate.
//  6. The instruction for this one answer is a system message at the end,
//     where models heed it most.
//  7. Of what does not fit into the model's window the oldest messages are left
//     out; see window.
func buildPrompt(p store.Prompt, w window) (prompt, error) {
	frame, lines := promptParts(p)
	if len(lines) == 0 {
		return prompt{}, nil // a model has nothing to answer
	}
	dropped, err := w.overflow(frame, lines)
	if err != nil {
		return prompt{}, err
	}
	messages := make([]provider.Message, 0, len(lines)+2)
	messages = appendText(messages, frame[0])
	for _, line := range lines[dropped:] {
		messages = appendLine(messages, line)
	}
	return prompt{appendText(messages, frame[1]), dropped}, nil
}

// promptParts are the system messages around a conversation, first and last,
// and its messages.
func promptParts(p store.Prompt) (frame [2]provider.Message, lines []provider.Message) {
	var system []string
	if strings.TrimSpace(p.SystemPrompt) != "" {
		system = append(system, p.SystemPrompt)
	}
	who := newSpeakers(p.Messages)
	for _, m := range p.Messages {
		switch {
		case isSilent(m):
		case m.Role == chat.RoleSystem:
			system = append(system, m.Content)
		default:
			lines = append(lines, promptLine(m, who))
		}
	}
	if who.several() {
		system = append(system, roomNote)
	}
	frame[0] = provider.Message{Role: chat.RoleSystem, Content: strings.Join(system, "\n\n")}
	frame[1] = provider.Message{Role: chat.RoleSystem, Content: p.Instruction}
	return frame, lines
}

// appendText adds a message that has a text.
func appendText(messages []provider.Message, m provider.Message) []provider.Message {
	if strings.TrimSpace(m.Content) == "" {
		return messages
	}
	return append(messages, m)
}

// isSilent reports whether a message says nothing, or nothing any more.
func isSilent(m store.PromptMessage) bool { return m.Deleted || strings.TrimSpace(m.Content) == "" }

func promptLine(m store.PromptMessage, who speakers) provider.Message {
	switch {
	case m.Role == chat.RoleTool:
		return provider.Message{Role: chat.RoleUser, Content: "Tool: " + m.Content}
	case m.Role == chat.RoleUser && who.several():
		return provider.Message{Role: chat.RoleUser, Content: who.name(m) + ": " + m.Content}
	}
	return provider.Message{Role: m.Role, Content: m.Content}
}

// appendLine adds a line, or joins it to the last one of the same role.
func appendLine(messages []provider.Message, line provider.Message) []provider.Message {
	if n := len(messages); n > 0 && messages[n-1].Role == line.Role {
		messages[n-1].Content += "\n\n" + line.Content
		return messages
	}
	return append(messages, line)
}

func promptBytes(messages []provider.Message) int64 {
	var n int
	for _, m := range messages {
		n += len(m.Content)
	}
	return int64(n)
}
