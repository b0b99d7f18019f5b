package chat

// Numbers inside a path are written in base 32 without leading zeros, behind
// one digit that says how many digits follow. Longer numbers are greater, so
// bytes compare as the numbers do. The digits are in ASCII order and printable:
// a path can travel in a URL and be sorted by any database that compares bytes.
const (
	digits      = "0123456789abcdefghijklmnopqrstuv"
	afterDigits = 'w' // sorts behind every digit

	// maxDigits bounds what is accepted from outside to 60 bits, far above any
	// count of messages and safe from overflow.
	maxDigits = 12
)

// appendAscending appends n so that greater numbers sort behind smaller ones.
func appendAscending(key []byte, n uint64) []byte { return appendNumber(key, n, 0) }

// appendDescending appends n so that greater numbers sort before smaller ones:
// each digit d becomes 31 - d.
func appendDescending(key []byte, n uint64) []byte { return appendNumber(key, n, 31) }

func appendNumber(key []byte, n uint64, flip byte) []byte {
	length := 0
	for rest := n; rest > 0; rest >>= 5 {
		length++
	}
	key = append(key, digits[byte(length)^flip])
	for shift := 5 * (length - 1); shift >= 0; shift -= 5 {
		key = append(key, digits[byte(n>>shift)&31^flip])
	}
	return key
}

func cutAscending(s string) (n uint64, rest string, ok bool) { return cutNumber(s, 0) }

func cutDescending(s string) (n uint64, rest string, ok bool) { return cutNumber(s, 31) }

// cutNumber reads the number at the start of s. Only the form that
// appendNumber writes is accepted, so that equal keys are equal strings.
func cutNumber(s string, flip byte) (n uint64, rest string, ok bool) {
	if s == "" {
		return 0, "", false
	}
	length, ok := digitValue(s[0], flip)
	if !ok || length > maxDigits || len(s) <= int(length) {
		return 0, "", false
	}
	for i := 1; i <= int(length); i++ {
		d, ok := digitValue(s[i], flip)
		if !ok || (i == 1 && d == 0) {
			return 0, "", false
		}
		n = n<<5 | uint64(d)
	}
	return n, s[1+length:], true
}

func digitValue(c, flip byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return (c - '0') ^ flip, true
	case 'a' <= c && c <= 'v':
		return (c - 'a' + 10) ^ flip, true
	}
	return 0, false
}
