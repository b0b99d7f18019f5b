package chat

import "time"

// GCRA is the generic cell rate algorithm: perSecond actions a second, and
// burst more at once after a pause. tat is the theoretical arrival time kept
// from the last allowed action, zero before the first.
//
// An allowed action has wait 0 and next as the new tat. A refused one leaves
// tat as it is and is allowed after wait. The first action always passes; a
// burst of 10 lets 11 through at one instant.
func GCRA(tat, now time.Time, perSecond float64, burst int) (next time.Time, wait time.Duration) {
	interval := time.Duration(float64(time.Second) / perSecond)
	earliest := tat.Add(-time.Duration(burst) * interval)
	if now.Before(earliest) {
		return tat, earliest.Sub(now)
	}
	if tat.Before(now) {
		tat = now
	}
	return tat.Add(interval), 0
}
