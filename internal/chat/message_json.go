package chat

import "strconv"

// AppendJSON appends the message as its struct tags say.
func (m *Message) AppendJSON(b []byte) []byte {
	b = appendID(append(b, `{"id":`...), m.ID)
	b = appendID(append(b, `,"root_id":`...), m.RootID)
	if !m.ParentID.IsZero() {
		b = appendID(append(b, `,"parent_id":`...), m.ParentID)
	}
	b = appendID(append(b, `,"conversation_id":`...), m.ConversationID)
	if !m.AuthorID.IsZero() {
		b = appendID(append(b, `,"author_user_id":`...), m.AuthorID)
	}
	b = appendText(append(b, `,"role":`...), string(m.Role))
	b = appendText(append(b, `,"content":`...), m.Content)
	b = appendText(append(b, `,"path":`...), string(m.Path))
	b = strconv.AppendInt(append(b, `,"depth":`...), int64(m.Depth), 10)
	b = appendTime(append(b, `,"created_at":`...), m.CreatedAt)
	b = appendTimeField(b, `,"edited_at":`, m.EditedAt)
	b = appendTimeField(b, `,"deleted_at":`, m.DeletedAt)
	b = appendText(append(b, `,"status":`...), string(m.Status))
	b = strconv.AppendInt(append(b, `,"position":`...), m.Position, 10)
	if len(m.Mentions) > 0 {
		b = appendIDs(append(b, `,"mentions":`...), m.Mentions)
	}
	if m.Answer != nil {
		b = m.Answer.appendJSON(append(b, `,"answer":`...))
	}
	if len(m.SiblingIDs) > 0 {
		b = appendIDs(append(b, `,"sibling_ids":`...), m.SiblingIDs)
	}
	return append(b, '}')
}

func (a *Answer) appendJSON(b []byte) []byte {
	b = append(b, '{')
	if !a.ModelID.IsZero() {
		b = append(appendID(append(b, `"model_id":`...), a.ModelID), ',')
	}
	b = appendText(append(b, `"model_name":`...), a.ModelName)
	b = appendText(append(b, `,"provider_name":`...), a.ProviderName)
	b = appendTextField(b, `,"finish_reason":`, a.FinishReason)
	if a.Fault != nil {
		b = appendText(append(b, `,"error":{"code":`...), a.Fault.Code)
		b = append(appendText(append(b, `,"message":`...), string(a.Fault.Message)), '}')
	}
	if a.Usage != nil {
		b = strconv.AppendInt(append(b, `,"usage":{"prompt_tokens":`...), a.Usage.PromptTokens, 10)
		b = strconv.AppendInt(append(b, `,"completion_tokens":`...), a.Usage.CompletionTokens, 10)
		b = append(strconv.AppendInt(append(b, `,"total_tokens":`...), a.Usage.TotalTokens, 10), '}')
	}
	b = appendTextField(b, `,"reasoning":`, a.Reasoning)
	if a.Dropped != 0 {
		b = strconv.AppendInt(append(b, `,"dropped_messages":`...), int64(a.Dropped), 10)
	}
	b = strconv.AppendInt(append(b, `,"next_chunk":`...), int64(a.NextChunk), 10)
	b = appendTime(append(b, `,"started_at":`...), a.StartedAt)
	b = appendTimeField(b, `,"first_token_at":`, a.FirstTokenAt)
	b = appendTimeField(b, `,"finished_at":`, a.FinishedAt)
	return append(b, '}')
}
