package feltnerai

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
)

// sealer opens what FeltnerAI has sealed and seals it in our way, with the same
// key.
type sealer struct {
	theirs cipher.AEAD
	ours   *secret.Box
}

func newSealer(key []byte) (*sealer, error) {
	ours, err := secret.New(key)
	if err != nil {
		return nil, chat.Wrap(chat.Invalid, "the key in the backup cannot be used", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	theirs, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &sealer{theirs, ours}, nil
}

// open reads the base64 form of nonce, ciphertext and tag.
func (s *sealer) open(sealed string) (string, error) {
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return "", err
	}
	plain, err := s.theirs.Open(nil, nil, raw, nil)
	return string(plain), err
}

// key seals a provider's key anew; empty when there is none.
func (s *sealer) key(id chat.ProviderID, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	plain, err := s.open(sealed)
	if err != nil {
		return "", fmt.Errorf("the provider's key: %w", err)
	}
	return s.ours.Seal(plain, chat.KeyPlace(id))
}

// headers seals a provider's headers anew. FeltnerAI also seals an empty object;
// one in the clear is the default of its column.
func (s *sealer) headers(id chat.ProviderID, sealed string) (string, error) {
	if sealed == "" || sealed == "{}" {
		return "", nil
	}
	plain, err := s.open(sealed)
	if err != nil {
		return "", fmt.Errorf("the provider's headers: %w", err)
	}
	var headers map[string]string
	if err := json.Unmarshal([]byte(plain), &headers); err != nil {
		return "", fmt.Errorf("the provider's headers are not JSON: %T", err)
	}
	if len(headers) == 0 {
		return "", nil
	}
	return s.ours.Seal(plain, chat.HeadersPlace(id))
}
