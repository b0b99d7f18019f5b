package health

import (
	"context"
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
	unfit                    // it is there, and does not do what this one call asked for
	unwelcome                // it is there, and lets nobody in: a wrong key, no money, something else at its address
	lost                     // it is not reached
	bad                      // it is silent or broken
	busy                     // it has too much to do
)

// isFailure reports whether the fault is the service's, and may pass.
func (v verdict) isFailure() bool { return v == lost || v == bad || v == busy }

// judge goes by the kinds of failure of package provider.
func judge(err error) verdict {
	if err == nil {
		return good
	}
	e := errorOf(err)
	switch {
	case e == nil:
		return unwelcome
	case e.Kind == chat.Canceled:
		return nothing
	case e.Code == provider.CodeUnreachable:
		return lost
	case e.Code == provider.CodeTimeout, e.Code == provider.CodeBroken:
		return bad
	case e.Code == provider.CodeRateLimited:
		return busy
	case e.Code == provider.CodeRefused:
		return judgeStatus(err)
	default:
		return unwelcome
	}
}

func judgeStatus(err error) verdict {
	status, _ := errors.AsType[provider.StatusError](err) // 0 = an error in the body of a success
	switch status {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden:
		return unwelcome
	case http.StatusRequestTimeout:
		return bad
	case http.StatusNotImplemented:
		return unfit
	}
	if status >= http.StatusInternalServerError {
		return bad
	}
	return unfit
}

// outOfTime reports whether a call was given up because its time was over, and
// not because somebody left.
func outOfTime(err error) bool {
	return judge(err) == nothing && errors.Is(err, context.DeadlineExceeded)
}

// problemOf is what people may read of a failure.
func problemOf(err error) chat.Sentence {
	if outOfTime(err) {
		return "The provider did not begin to answer in time."
	}
	return provider.Problem(err)
}

func errorOf(err error) *chat.Error {
	e, _ := errors.AsType[*chat.Error](err)
	return e
}
