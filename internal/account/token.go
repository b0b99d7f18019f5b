package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

const tokenBytes = 32

// newToken makes the secret of a login session: 43 characters that are safe in
// a cookie and in a header.
func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// tokenHash is what is stored of a token. A plain hash is enough, since a
// token has too much entropy to be guessed from it.
type tokenHash [sha256.Size]byte

func hashToken(token string) tokenHash { return sha256.Sum256([]byte(token)) }

// CSRFToken is the value that a browser must repeat in a header to prove that
// our own page sent a request. It follows from the session token, so all tabs
// share it and nobody stores it; it does not reveal the token.
func CSRFToken(sessionToken string) string {
	mac := hmac.New(sha256.New, []byte(sessionToken))
	mac.Write([]byte("csrf"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
