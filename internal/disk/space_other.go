//go:build !linux && !darwin && !windows

package disk

import "errors"

// Of cannot tell on this system.
func Of(string) (Space, error) { return Space{}, errors.ErrUnsupported }
