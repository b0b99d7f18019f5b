package backup

import (
	"bytes"
	"errors"
	"io"

	"filippo.io/age"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// The cost of turning a passphrase into a key, as the logarithm of scrypt's N.
// A file is written with the one that OWASP recommends, 128 MiB of memory, and
// read with up to twice that, which is what the age command uses.
const (
	sealCost    = 17
	maxSealCost = 18
)

// sealedHeader begins a file that is encrypted (age-encryption.org/v1).
var sealedHeader = []byte("age-encryption.org/")

// isSealed looks at the beginning of a file.
func isSealed(file io.ReaderAt) bool {
	start := make([]byte, len(sealedHeader))
	_, err := file.ReadAt(start, 0)
	return err == nil && bytes.Equal(start, sealedHeader)
}

// seal encrypts what is written. The file is whole once the result was closed.
func seal(w io.Writer, passphrase string) (io.WriteCloser, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(sealCost)
	return age.Encrypt(w, recipient)
}

// unseal decrypts what is read.
func unseal(r io.Reader, passphrase string) (io.Reader, error) {
	if passphrase == "" {
		return nil, &chat.Error{Kind: chat.Invalid, Code: "passphrase_missing", Message: "the backup is encrypted: its passphrase is needed"}
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	identity.SetMaxWorkFactor(maxSealCost)
	plain, err := age.Decrypt(r, identity)
	if _, wrong := errors.AsType[*age.NoIdentityMatchError](err); wrong {
		return nil, &chat.Error{Kind: chat.Invalid, Code: "passphrase_wrong", Message: "the passphrase does not open the backup", Err: err}
	}
	if err != nil {
		return nil, chat.Wrap(chat.Invalid, "the encrypted backup is damaged, or was encrypted in another way than with a passphrase of the usual cost", err)
	}
	return plain, nil
}
