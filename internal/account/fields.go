package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	minUsernameBytes = 3
	maxUsernameBytes = 64
	maxDisplayBytes  = 100

	minPasswordRunes = 12
	maxPasswordBytes = 1024
)

const allRoles = chat.RoleAdmin | chat.RoleMember | chat.RoleReadOnly

// fields collects what is wrong with a form, so that a person sees all of it
// at once. Each method returns the value tidied up.
type fields []chat.FieldError

func (f *fields) add(field string, message chat.Sentence) {
	*f = append(*f, chat.FieldError{Field: field, Message: message})
}

func (f *fields) err() error { return chat.InvalidFields(*f) }

// username leaves out @, so that a name can never equal an address.
func (f *fields) username(name string) string {
	name = strings.TrimSpace(name)
	if len(name) < minUsernameBytes || len(name) > maxUsernameBytes || strings.ContainsFunc(name, notInUsername) {
		f.add("username", chat.Fill("must have %d to %d characters: letters a to z, digits, dot, hyphen and underscore",
			minUsernameBytes, maxUsernameBytes))
	}
	return name
}

func notInUsername(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	digit := '0' <= r && r <= '9'
	return !letter && !digit && r != '.' && r != '_' && r != '-'
}

// email takes no address for none.
func (f *fields) email(address string) string {
	address = strings.TrimSpace(address)
	switch {
	case len(address) > chat.MaxEmailBytes:
		f.add("email", chat.Fill("must have at most %d bytes", chat.MaxEmailBytes))
	case address != "" && !chat.IsEmail(address):
		f.add("email", "is not an e-mail address")
	}
	return address
}

func (f *fields) displayName(name string) string {
	name = strings.TrimSpace(name)
	if len(name) > maxDisplayBytes || strings.ContainsFunc(name, notInLine) {
		f.add("display_name", chat.Fill("must be one line of at most %d bytes", maxDisplayBytes))
	}
	return name
}

// notInLine also refuses what a broken encoding decodes to.
func notInLine(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }

// password is not trimmed: spaces belong to it. The upper bound keeps the cost
// of hashing a request within reason.
func (f *fields) password(field, password string, minRunes int) {
	switch {
	case utf8.RuneCountInString(password) < minRunes:
		f.add(field, chat.Fill("must have at least %d characters", minRunes))
	case len(password) > maxPasswordBytes:
		f.add(field, chat.Fill("must have at most %d bytes", maxPasswordBytes))
	}
}

func (f *fields) roles(roles chat.Roles) chat.Roles {
	if roles&^allRoles != 0 {
		f.add("roles", "has a role that does not exist")
	}
	if roles == 0 {
		return chat.RoleMember
	}
	return roles
}

func (f *fields) theme(theme string) {
	switch theme {
	case "light", "dark", "system":
	default:
		f.add("theme", "must be light, dark or system")
	}
}
