package event

const (
	minSlots     = 8
	minCapacity  = 64
	maxRingBytes = 4 << 20 // long messages leave earlier than the slots run out
)

// slot is an entry's place in one ring.
type slot struct {
	*entry
	top    int64  // the feed's newest position when the entry was added
	deltas uint64 // message.delta entries added before this one
}

// ring keeps a feed's newest entries under ever-growing sequence numbers.
// Sequences count everything, positions only what is stored; that is why
// cursors hold sequences.
type ring struct {
	slots       []slot // the entry of sequence q is slots[q%len]
	capacity    int
	first, next uint64 // the sequences kept: first <= q < next
	bytes       int
	deltas      uint64 // message.delta entries ever added
	floor       int64  // what came after this position is all here
	vital       uint64 // a cursor below this one lost an entry that must not be lost
}

func newRing(capacity int) ring { return ring{capacity: max(capacity, minCapacity)} }

func (r *ring) at(sequence uint64) slot {
	return r.slots[sequence%uint64(len(r.slots))]
}

func (r *ring) len() int { return int(r.next - r.first) }

// add appends an entry, after which the feed has come to position top, and
// drops the oldest when there is no room. keep tells whether the loss of a
// dropped entry breaks the readers that have not come to it.
func (r *ring) add(e *entry, top int64, keep func(class) bool) {
	for r.len() > 0 && (r.len() == r.capacity || r.bytes+len(e.frame) > maxRingBytes) {
		r.drop(keep)
	}
	if r.len() == len(r.slots) {
		r.grow()
	}
	r.slots[r.next%uint64(len(r.slots))] = slot{entry: e, top: top, deltas: r.deltas}
	if e.class == delta {
		r.deltas++
	}
	r.bytes += len(e.frame)
	r.next++
}

func (r *ring) drop(keep func(class) bool) {
	e := r.at(r.first)
	r.slots[r.first%uint64(len(r.slots))] = slot{}
	r.bytes -= len(e.frame)
	r.first++
	r.floor = max(r.floor, e.top)
	if keep(e.class) {
		r.vital = r.first
	}
}

// clear forgets everything; memory replay starts again after the position.
func (r *ring) clear(floor int64) {
	clear(r.slots)
	r.first, r.vital, r.bytes, r.floor = r.next, r.next, 0, floor
}

// retreat leaves what came up to a position to the log, for those who resume
// from before it: the log does not tell what was said in a deleted message.
// Who has a cursor in the ring reads on.
func (r *ring) retreat(floor int64) { r.floor = max(r.floor, floor) }

// grow doubles the slots: most conversations never need many.
func (r *ring) grow() {
	slots := make([]slot, min(max(2*len(r.slots), minSlots), r.capacity))
	for q := r.first; q < r.next; q++ {
		slots[q%uint64(len(slots))] = r.at(q)
	}
	r.slots = slots
}

// seek finds the sequence of the first entry later than a position.
func (r *ring) seek(after int64) uint64 {
	low, high := r.first, r.next
	for low < high {
		if mid := low + (high-low)/2; r.at(mid).top > after {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// since moves a sequence forward to the first entry that a resume by time
// includes. Entries are in the order of their commits, so times only grow as
// far as it matters here.
func (r *ring) since(sequence uint64, from Resume) uint64 {
	for sequence < r.next && !from.includes(r.at(sequence).event) {
		sequence++
	}
	return sequence
}
