package account

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

func TestPasswordHashHasThePHCForm(t *testing.T) {
	t.Parallel()
	h := passwordHash{HashParams{Time: 2, MemoryKiB: 19456, Threads: 1}, []byte("0123456789abcdef"), bytes.Repeat([]byte{0xff}, 32)}
	want := "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$//////////////////////////////////////////8"
	if got := h.String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The reference implementation of Argon2 made this hash of "password":
// https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c
func TestReadsHashesOfTheReferenceImplementation(t *testing.T) {
	t.Parallel()
	const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	h, err := parsePasswordHash(hash)
	if err != nil {
		t.Fatal(err)
	}
	if got := derive(h, "password"); !bytes.Equal(got, h.key) {
		t.Errorf("got key %x, want %x", got, h.key)
	}
}

func TestEveryCostCanBeReadBack(t *testing.T) {
	t.Parallel()
	for asked, want := range map[HashParams]HashParams{
		{}:                 {Time: 2, MemoryKiB: 19456, Threads: 1},
		{Time: 3}:          {Time: 3, MemoryKiB: 19456, Threads: 1},
		{MemoryKiB: 8}:     {Time: 2, MemoryKiB: 8, Threads: 1},
		{99, 1 << 30, 255}: {Time: 16, MemoryKiB: 256 << 10, Threads: 16},
	} {
		got := asked.affordable()
		if got != want {
			t.Errorf("%+v: got %+v, want %+v", asked, got, want)
		}
		h := passwordHash{got, make([]byte, saltBytes), make([]byte, keyBytes)}
		if read, err := parsePasswordHash(h.String()); err != nil || read.params != got {
			t.Errorf("%s: got %+v, %v", h, read.params, err)
		}
	}
}

func TestRefusesOtherStrings(t *testing.T) {
	t.Parallel()
	const (
		params = "$argon2id$v=19$m=19456,t=2,p=1$"
		salt   = "MDEyMzQ1Njc4OWFiY2RlZg"
		key    = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	)
	if _, err := parsePasswordHash(params + salt + "$" + key); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]string{
		"empty":                "",
		"something before":     "x" + params + salt + "$" + key,
		"something after":      params + salt + "$" + key + "$",
		"argon2i":              strings.Replace(params, "argon2id", "argon2i", 1) + salt + "$" + key,
		"older version":        strings.Replace(params, "v=19", "v=16", 1) + salt + "$" + key,
		"no version":           strings.Replace(params, "v=19$", "", 1) + salt + "$" + key,
		"other order":          "$argon2id$v=19$t=2,m=19456,p=1$" + salt + "$" + key,
		"a parameter more":     "$argon2id$v=19$m=19456,t=2,p=1,x=1$" + salt + "$" + key,
		"no passes":            "$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + key,
		"no threads":           "$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + key,
		"negative":             "$argon2id$v=19$m=-1,t=2,p=1$" + salt + "$" + key,
		"too much memory":      "$argon2id$v=19$m=262145,t=2,p=1$" + salt + "$" + key,
		"too many passes":      "$argon2id$v=19$m=19456,t=17,p=1$" + salt + "$" + key,
		"too many threads":     "$argon2id$v=19$m=19456,t=2,p=17$" + salt + "$" + key,
		"beyond 32 bits":       "$argon2id$v=19$m=4294967297,t=2,p=1$" + salt + "$" + key,
		"leading zero":         "$argon2id$v=19$m=019456,t=2,p=1$" + salt + "$" + key,
		"short salt":           params + "MDEy$" + key,
		"short key":            params + salt + "$AAAA",
		"long key":             params + salt + "$" + key + "AAAA",
		"padded":               params + salt + "==$" + key,
		"base64url":            params + "MDEyMzQ1Njc4OWFiY2RlZ-$" + key,
		"stray bits":           params + "MDEyMzQ1Njc4OWFiY2RlZh$" + key,
		"line break in base64": params + "MDEyMzQ1Njc4\nOWFiY2RlZg$" + key,
	} {
		if _, err := parsePasswordHash(s); err == nil {
			t.Errorf("%s: %q was read", name, s)
		}
	}
}

// What is read is spelled in one way only, and cheap enough to compute.
func FuzzParsePasswordHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=0,t=0,p=0$$")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parsePasswordHash(s)
		if err != nil {
			return
		}
		if got := h.String(); got != s {
			t.Errorf("%q is written back as %q", s, got)
		}
		p := h.params
		if p.Time < 1 || p.Time > maxTime || p.MemoryKiB > maxMemoryKiB || p.Threads < 1 || p.Threads > maxThreads {
			t.Errorf("%q asks for %+v", s, p)
		}
		argon2.IDKey(nil, h.salt, 1, 8, p.Threads, keyBytes) // panics on what it cannot do
	})
}
