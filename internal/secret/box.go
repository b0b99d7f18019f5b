// Package secret seals the few values that the server must be able to read
// back, such as providers' keys, before they go to the database. A stolen copy
// of the database alone reveals none of them: the key is a file of its own.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// KeyBytes is the size of a key: AES-256.
const KeyBytes = 32

// format is the first part of every sealed text, so that a later cipher can be
// told apart.
const format = "v1"

// The reasons why a text does not open.
var (
	errForm    = errors.New("secret: not a sealed text")
	errKey     = errors.New("secret: sealed with another key")
	errAltered = errors.New("secret: altered, or moved to another row")
)

// Box seals and opens with one key. It is safe for concurrent use.
type Box struct {
	aead        cipher.AEAD
	keyID       string
	fingerprint string
	tightened   bool
}

// New makes a box with a key of KeyBytes bytes.
func New(key []byte) (*Box, error) {
	if len(key) != KeyBytes {
		return nil, fmt.Errorf("the key has %d bytes, not %d", len(key), KeyBytes)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	// The nonce is drawn inside: 96 random bits are safe for 2^32 values under
	// one key (NIST SP 800-38D §8.3), far more than there are providers.
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Box{aead: aead, keyID: shortName(key), fingerprint: fingerprint(key)}, nil
}

// shortName tells a sealed text of another key apart from an altered one, and
// does not give the key away.
func shortName(key []byte) string {
	sum := sha256.Sum256(append([]byte("rustygpt key id\x00"), key...))
	return hex.EncodeToString(sum[:4])
}

// fingerprint tells a key from any other. As the key has 256 random bits, a hash
// under it is no help to find it.
func fingerprint(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("rustygpt key fingerprint"))
	return hex.EncodeToString(mac.Sum(nil))
}

// Fingerprint tells the key from any other and may be known to anybody.
func (b *Box) Fingerprint() string { return b.fingerprint }

// Tightened reports whether the key file was readable by other accounts of the
// machine until LoadOrCreate corrected it: worth a warning.
func (b *Box) Tightened() bool { return b.tightened }

// Seal encrypts a text. The context names the place it belongs to, for example
// a row and column: it opens only with the same context, so a sealed text
// cannot be moved to another row.
func (b *Box) Seal(plain, context string) (string, error) {
	sealed := b.aead.Seal(nil, nil, []byte(plain), []byte(context)) //nolint:gosec // G407: no nonce, as it is drawn inside
	return format + "." + b.keyID + "." + base64.RawURLEncoding.EncodeToString(sealed), nil
}

// Open decrypts what Seal made with the same context. Its failures are of kind
// Internal and never quote the text.
func (b *Box) Open(sealed, context string) (string, error) {
	version, rest, _ := strings.Cut(sealed, ".")
	keyID, body, ok := strings.Cut(rest, ".")
	if !ok || version != format {
		return "", refuse(errForm)
	}
	if keyID != b.keyID {
		return "", refuse(errKey)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil {
		return "", refuse(errForm)
	}
	plain, err := b.aead.Open(nil, nil, raw, []byte(context))
	if err != nil {
		return "", refuse(errAltered)
	}
	return string(plain), nil
}

// Sealed reports whether a sealed text is one of this key, going by the name of
// the key that it carries.
func (b *Box) Sealed(text string) bool { return strings.HasPrefix(text, format+"."+b.keyID+".") }

func refuse(cause error) error {
	return chat.Wrap(chat.Internal, "A stored secret cannot be opened.", cause)
}
