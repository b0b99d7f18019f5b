package disk

import "golang.org/x/sys/windows"

// Of is the space of the file system that a path is on, within the quota of this
// program's account.
func Of(path string) (Space, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return Space{}, err
	}
	var s Space
	err = windows.GetDiskFreeSpaceEx(name, &s.Free, &s.Total, nil)
	return s, err
}
