package chat

import "strconv"

// AppendJSON appends the conversation as its struct tags say.
func (c *Conversation) AppendJSON(b []byte) []byte {
	b = appendID(append(b, `{"id":`...), c.ID)
	b = appendText(append(b, `,"kind":`...), string(c.Kind))
	b = appendText(append(b, `,"title":`...), c.Title)
	b = strconv.AppendBool(append(b, `,"is_group":`...), c.IsGroup)
	b = appendText(append(b, `,"role":`...), string(c.Role))
	b = appendText(append(b, `,"assistant_mode":`...), string(c.AssistantMode))
	b = appendText(append(b, `,"system_prompt":`...), c.SystemPrompt)
	if !c.ModelID.IsZero() {
		b = appendID(append(b, `,"model_id":`...), c.ModelID)
	}
	if !c.ActiveLeaf.IsZero() {
		b = appendID(append(b, `,"active_leaf":`...), c.ActiveLeaf)
	}
	b = strconv.AppendInt(append(b, `,"position":`...), c.Position, 10)
	b = strconv.AppendInt(append(b, `,"unread":`...), c.Unread, 10)
	if c.Mentions != 0 {
		b = strconv.AppendInt(append(b, `,"mentions":`...), c.Mentions, 10)
	}
	b = strconv.AppendBool(append(b, `,"generating":`...), c.Generating)
	b = appendTime(append(b, `,"created_at":`...), c.CreatedAt)
	b = appendTime(append(b, `,"last_activity_at":`...), c.LastActivityAt)
	b = appendTimeField(b, `,"archived_at":`, c.ArchivedAt)
	b = appendTimeField(b, `,"deleted_at":`, c.DeletedAt)
	return append(b, '}')
}
