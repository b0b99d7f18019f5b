package disk

// Space is that of a file system, in bytes.
type Space struct {
	Free  uint64 // for this program's account; root may have some more
	Total uint64
}
