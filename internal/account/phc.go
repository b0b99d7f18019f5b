package account

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// HashParams are the cost of one Argon2id hash (RFC 9106).
type HashParams struct {
	Time      uint32 // passes over the memory
	MemoryKiB uint32
	Threads   uint8
}

const (
	saltBytes = 16
	keyBytes  = 32
)

// passwordHash is a hash in the PHC string format, the way it is stored:
// $argon2id$v=19$m=19456,t=2,p=1$<salt>$<key>, base64 without padding.
// https://github.com/P-H-C/phc-string-format
type passwordHash struct {
	params HashParams
	salt   []byte
	key    []byte
}

func (h passwordHash) String() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
		h.params.MemoryKiB, h.params.Time, h.params.Threads,
		phcEncoding.EncodeToString(h.salt), phcEncoding.EncodeToString(h.key))
}

// Strict refuses stray trailing bits, so a hash has one spelling.
var phcEncoding = base64.RawStdEncoding.Strict()

var errNotPHC = errors.New("not an Argon2id hash in PHC form")

// parsePasswordHash reads what String wrote, also with other parameters, so
// that old hashes outlive a change of cost. It refuses parameters that are
// costly beyond reason: the string may come out of a restored backup.
func parsePasswordHash(s string) (passwordHash, error) {
	fields := strings.Split(s, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" || fields[2] != "v=19" {
		return passwordHash{}, errNotPHC
	}
	params, err := parseHashParams(fields[3])
	if err != nil {
		return passwordHash{}, err
	}
	salt, err := decodeBounded(fields[4], 8, 64)
	if err != nil {
		return passwordHash{}, fmt.Errorf("salt: %w", err)
	}
	key, err := decodeBounded(fields[5], keyBytes, keyBytes)
	if err != nil {
		return passwordHash{}, fmt.Errorf("key: %w", err)
	}
	return passwordHash{params, salt, key}, nil
}

// The bounds leave room above RFC 9106's second recommended option (64 MiB, 3
// passes, 4 lanes).
const (
	maxTime      = 16
	maxMemoryKiB = 256 << 10
	maxThreads   = 16
)

// affordable fills in OWASP's recommendation for Argon2id and keeps to the
// bounds, so that every hash made can be read back.
func (p HashParams) affordable() HashParams {
	return HashParams{
		Time:      min(orDefault(p.Time, 2), maxTime),
		MemoryKiB: min(orDefault(p.MemoryKiB, 19456), maxMemoryKiB),
		Threads:   min(orDefault(p.Threads, 1), maxThreads),
	}
}

// stronger reports whether a hash costs more than with other parameters, and
// nowhere less. Threads share the work and do not add to it.
func (p HashParams) stronger(than HashParams) bool {
	return p.Time >= than.Time && p.MemoryKiB >= than.MemoryKiB && (p.Time > than.Time || p.MemoryKiB > than.MemoryKiB)
}

func parseHashParams(s string) (HashParams, error) {
	fields := strings.Split(s, ",")
	if len(fields) != 3 {
		return HashParams{}, errNotPHC
	}
	memory, err := parseParam[uint32](fields[0], "m=", maxMemoryKiB)
	if err != nil {
		return HashParams{}, err
	}
	passes, err := parseParam[uint32](fields[1], "t=", maxTime)
	if err != nil {
		return HashParams{}, err
	}
	threads, err := parseParam[uint8](fields[2], "p=", maxThreads)
	if err != nil {
		return HashParams{}, err
	}
	return HashParams{Time: passes, MemoryKiB: memory, Threads: threads}, nil
}

func parseParam[N uint8 | uint32](field, name string, limit N) (N, error) {
	digits, ok := strings.CutPrefix(field, name)
	if !ok || strings.HasPrefix(digits, "0") {
		return 0, errNotPHC
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || n > uint64(limit) {
		return 0, fmt.Errorf("%sout of range", name)
	}
	return N(n), nil
}

func decodeBounded(s string, shortest, longest int) ([]byte, error) {
	if strings.ContainsAny(s, "\r\n") { // the decoder skips them, strict or not
		return nil, errNotPHC
	}
	b, err := phcEncoding.DecodeString(s)
	if err != nil {
		return nil, errNotPHC
	}
	if len(b) < shortest || len(b) > longest {
		return nil, errors.New("length out of range")
	}
	return b, nil
}
