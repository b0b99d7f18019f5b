package health

import (
	"errors"
	"net/http"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// verdict is what one call tells about the service.
type verdict uint8

const (
	nothing   verdict = iota // the caller left
	good                     // it answers
	unfit                    // it is there, and does not do what this call asked for
	unwelcome                // it is there, and lets nobody in: a wrong key, too many requests, something else at its address
	bad                      // it is not there, silent, or broken
)

// judge goes by the kinds of failure of package provider.
func judge(err error) verdict {
	if err == nil {
		return good
	}
	e, ok := errors.AsType[*chat.Error](err)
	if !ok {
		return unwelcome
	}
	switch {
	case e.Kind == chat.Canceled:
		return nothing
	case e.Code == provider.CodeUnreachable, e.Code == provider.CodeTimeout, e.Code == provider.CodeBroken:
		return bad
	case e.Code == provider.CodeRefused:
		return judgeStatus(err)
	default:
		return unwelcome
	}
}

func judgeStatus(err error) verdict {
	status, _ := errors.AsType[provider.StatusError](err) // 0 = an error in the body of a success
	switch {
	case isDenial(err):
		return unwelcome
	case status >= http.StatusInternalServerError && status != http.StatusNotImplemented:
		return bad
	default:
		return unfit
	}
}

// isDenial reports whether the key was not accepted.
func isDenial(err error) bool {
	status, _ := errors.AsType[provider.StatusError](err)
	return status == http.StatusUnauthorized || status == http.StatusForbidden
}
