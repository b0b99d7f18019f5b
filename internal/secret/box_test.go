package secret_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
)

func box(t *testing.T, fill byte) *secret.Box {
	t.Helper()
	b, err := secret.New(bytes.Repeat([]byte{fill}, secret.KeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func seal(t *testing.T, b *secret.Box, plain, context string) string {
	t.Helper()
	sealed, err := b.Seal(plain, context)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestOpenReturnsWhatWasSealed(t *testing.T) {
	t.Parallel()
	b := box(t, 1)
	for _, plain := range []string{"", "sk-1234", "ключ\x00\n", strings.Repeat("x", 100_000)} {
		sealed := seal(t, b, plain, "row 7")
		if plain != "" && strings.Contains(sealed, plain) {
			t.Errorf("the sealed text shows %q", plain)
		}
		if got, err := b.Open(sealed, "row 7"); err != nil || got != plain {
			t.Errorf("Open = %.20q, %v; want %.20q", got, err, plain)
		}
	}
}

func TestAKeyIsToldFromOthers(t *testing.T) {
	t.Parallel()
	one, same, other := box(t, 1), box(t, 1), box(t, 2)
	if one.Fingerprint() != same.Fingerprint() || one.Fingerprint() == other.Fingerprint() {
		t.Errorf("fingerprints %s, %s and %s", one.Fingerprint(), same.Fingerprint(), other.Fingerprint())
	}
	sealed := seal(t, one, "sk-1234", "row 7")
	if !same.Sealed(sealed) || other.Sealed(sealed) || one.Sealed("") || one.Sealed("v1") {
		t.Error("a sealed text is not told from one of another key")
	}
	if strings.Contains(one.Fingerprint(), strings.Repeat("01", 8)) || strings.Contains(sealed, one.Fingerprint()) {
		t.Error("the fingerprint says too much")
	}
}

func TestSealingTwiceDiffers(t *testing.T) {
	t.Parallel()
	b := box(t, 1)
	first, second := seal(t, b, "same", "row"), seal(t, b, "same", "row")
	if first == second {
		t.Error("equal texts are recognisable")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	b := box(t, 1)
	sealed := seal(t, b, "sk-1234", "row 7")
	last := sealed[len(sealed)-1:]
	flipped := sealed[:len(sealed)-1] + map[bool]string{true: "B", false: "A"}[last == "A"]
	for name, tc := range map[string]struct {
		box             *secret.Box
		sealed, context string
		cause           string
	}{
		"another row":    {b, sealed, "row 8", "moved to another row"},
		"another key":    {box(t, 2), sealed, "row 7", "another key"},
		"altered body":   {b, sealed[:20] + "AAAA" + sealed[24:], "row 7", "altered"},
		"altered end":    {b, flipped, "row 7", ""},
		"cut":            {b, sealed[:len(sealed)-4], "row 7", ""},
		"too short":      {b, strings.Join(strings.Split(sealed, ".")[:2], ".") + ".AAAA", "row 7", "altered"},
		"not base64":     {b, sealed + "!", "row 7", "not a sealed text"},
		"plain text":     {b, "sk-1234", "row 7", "not a sealed text"},
		"empty":          {b, "", "row 7", "not a sealed text"},
		"another format": {b, "v2" + sealed[2:], "row 7", "not a sealed text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain, err := tc.box.Open(tc.sealed, tc.context)
			if err == nil || plain != "" {
				t.Fatalf("Open = %q, %v", plain, err)
			}
			if chat.KindOf(err) != chat.Internal || !strings.Contains(err.Error(), tc.cause) {
				t.Errorf("error %v, want one that tells %q", err, tc.cause)
			}
			if strings.Contains(err.Error(), "sk-1234") {
				t.Errorf("the error quotes the secret: %v", err)
			}
		})
	}
}

func TestNewRefusesOtherLengths(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 16, 31, 33, 64} {
		if _, err := secret.New(make([]byte, n)); err == nil {
			t.Errorf("a key of %d bytes was accepted", n)
		}
	}
}
