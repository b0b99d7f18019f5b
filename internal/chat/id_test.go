package chat_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestIDText(t *testing.T) {
	t.Parallel()
	const text = "01890a5d-ac96-774b-bcce-b302099a8057"
	id, err := chat.ParseID[chat.Message](text)
	if err != nil {
		t.Fatal(err)
	}
	appended, err := id.AppendText([]byte("id "))
	if err != nil || string(appended) != "id "+text {
		t.Errorf("appended %q, %v", appended, err)
	}
	marshalled, err := id.MarshalText()
	if err != nil || string(marshalled) != text {
		t.Errorf("marshalled %q, %v", marshalled, err)
	}
}
