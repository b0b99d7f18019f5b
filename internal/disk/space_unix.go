//go:build linux || darwin

package disk

import "golang.org/x/sys/unix"

// Of is the space of the file system that a path is on.
func Of(path string) (Space, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(path, &stat); err != nil {
		return Space{}, err
	}
	block := uint64(stat.Bsize) // of another type on each system
	return Space{Free: stat.Bavail * block, Total: stat.Blocks * block}, nil
}
