package chat

import "strconv"

// AppendJSON appends the payload as its struct tags say: of all events deltas are
// by far the most.
func (p *DeltaPayload) AppendJSON(b []byte) []byte {
	b = appendText(append(b, `{"id":`...), p.ID)
	b = appendText(append(b, `,"object":`...), p.Object)
	b = appendID(append(b, `,"conversation_id":`...), p.ConversationID)
	b = appendID(append(b, `,"root_id":`...), p.RootID)
	b = appendID(append(b, `,"message_id":`...), p.MessageID)
	if !p.ParentID.IsZero() {
		b = appendID(append(b, `,"parent_id":`...), p.ParentID)
	}
	if p.Depth != 0 {
		b = strconv.AppendInt(append(b, `,"depth":`...), int64(p.Depth), 10)
	}
	b = append(b, `,"choices":[`...)
	for i := range p.Choices {
		if i > 0 {
			b = append(b, ',')
		}
		b = p.Choices[i].appendJSON(b)
	}
	return append(b, "]}"...)
}

func (c *DeltaChoice) appendJSON(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"index":`...), int64(c.Index), 10)
	b = append(b, `,"delta":{`...)
	start := len(b)
	for _, field := range [...]struct{ name, text string }{
		{`"role":`, string(c.Delta.Role)},
		{`"content":`, c.Delta.Content},
		{`"reasoning_content":`, c.Delta.ReasoningContent},
	} {
		if field.text != "" && len(b) > start {
			b = append(b, ',')
		}
		b = appendTextField(b, field.name, field.text)
	}
	return append(b, "}}"...)
}
