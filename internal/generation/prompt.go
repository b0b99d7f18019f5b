package generation

import (
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

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
func buildPrompt(p store.Prompt) []provider.Message {
	var system []string
	if strings.TrimSpace(p.SystemPrompt) != "" {
		system = append(system, p.SystemPrompt)
	}
	who := newSpeakers(p.Messages)
	var lines []provider.Message
	for _, m := range p.Messages {
		switch {
		case isSilent(m):
		case m.Role == chat.RoleSystem:
			system = append(system, m.Content)
		default:
			lines = appendLine(lines, promptLine(m, who))
		}
	}
	if len(lines) == 0 {
		return nil // a model has nothing to answer
	}
	if who.several() {
		system = append(system, roomNote)
	}
	prompt := make([]provider.Message, 0, len(lines)+2)
	if len(system) > 0 {
		prompt = append(prompt, provider.Message{Role: chat.RoleSystem, Content: strings.Join(system, "\n\n")})
	}
	prompt = append(prompt, lines...)
	if strings.TrimSpace(p.Instruction) != "" {
		prompt = append(prompt, provider.Message{Role: chat.RoleSystem, Content: p.Instruction})
	}
	return prompt
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
func appendLine(lines []provider.Message, line provider.Message) []provider.Message {
	if n := len(lines); n > 0 && lines[n-1].Role == line.Role {
		lines[n-1].Content += "\n\n" + line.Content
		return lines
	}
	return append(lines, line)
}

func promptBytes(prompt []provider.Message) int64 {
	var n int
	for _, m := range prompt {
		n += len(m.Content)
	}
	return int64(n)
}
