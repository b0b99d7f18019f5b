package account

import (
	"context"
	"net/netip"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Audit is what this package asks of the audit log.
type Audit interface {
	// Prepare completes the entry of something that is done now.
	Prepare(e chat.AuditEntry) chat.AuditEntry
	// Count writes the entry of a refusal; those with the same key that follow
	// within a while are counted to it.
	Count(ctx context.Context, e chat.AuditEntry, key string) error
}

// Why a sign-in failed, as the audit log says it. People are told less.
const (
	reasonPassword  = "wrong_password"
	reasonUnknown   = "unknown_account"
	reasonDisabled  = "account_disabled"
	reasonThrottled = "too_many_attempts"
)

// signedIn is the entry of a sign-in, which is written together with the
// session; nil = there is no audit log.
func (s *Service) signedIn(a chat.Account, in LoginInput) *chat.AuditEntry {
	if s.opts.Audit == nil {
		return nil
	}
	e := signInEntry(chat.AuditLogin, in)
	e.ActorID, e.ActorName, e.Outcome = a.ID, a.Username, chat.AuditOK
	if in.Kind == chat.BearerSession {
		e.Details.Facts = map[string]string{"program": "true"}
	}
	e = s.opts.Audit.Prepare(e)
	return &e
}

// recordFailure tells the audit log of a sign-in that was refused. What was
// entered as a name is not told where it is nobody's: it may be a password.
//
// It takes as long whoever it is about. When it cannot be written, only the
// log says so: the sign-in was refused in any case.
func (s *Service) recordFailure(ctx context.Context, in LoginInput, who chat.Account, refused error) {
	reason := failureReason(refused, who)
	if reason == "" || s.opts.Audit == nil {
		return
	}
	ctx = context.WithoutCancel(ctx)
	if reason == reasonThrottled {
		found, err := s.store.FindCredentials(ctx, in.Login)
		if err != nil && chat.KindOf(err) != chat.NotFound {
			s.log.WarnContext(ctx, "noting a refused sign-in failed", "error", err)
			return
		}
		who = found.Account
	}
	e := signInEntry(chat.AuditLoginFailed, in)
	e.Details.Code = reason
	if !who.ID.IsZero() {
		e.Target = chat.AuditTarget{Type: "user", ID: who.ID.String(), Name: who.Username}
	}
	if err := s.opts.Audit.Count(ctx, e, failureKey(reason, who.ID, in.Device.IP)); err != nil {
		s.log.WarnContext(ctx, "noting a refused sign-in failed", "account_id", who.ID, "error", err)
	}
}

func signInEntry(action chat.AuditAction, in LoginInput) chat.AuditEntry {
	return chat.AuditEntry{
		Origin: chat.AuditRequest, Action: action,
		Address: in.Device.IP, UserAgent: in.Device.UserAgent, RequestID: in.RequestID,
	}
}

// failureReason is empty for what says nothing about who tried.
func failureReason(refused error, who chat.Account) string {
	switch chat.KindOf(refused) {
	case chat.Unauthenticated:
		if who.ID.IsZero() {
			return reasonUnknown
		}
		return reasonPassword
	case chat.Disabled:
		return reasonDisabled
	case chat.RateLimited:
		return reasonThrottled
	default:
		return ""
	}
}

// failureKey says which failures share an entry, so that there are only so many
// however many try from wherever: those of an account from an address, as far as
// its limit lets them, then those of the account together; those of no account
// from a network.
func failureKey(reason string, who chat.AccountID, address string) string {
	switch {
	case who.IsZero():
		return reason + " from " + network(address)
	case reason == reasonThrottled:
		return reason + " " + who.String()
	default:
		return reason + " " + who.String() + " from " + address
	}
}

// network is what one customer of a provider has: an address, or with IPv6 all
// of a /64.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Is4() || ip.Is4In6() {
		return address
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
