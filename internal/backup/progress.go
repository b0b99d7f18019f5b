package backup

import "context"

// Progress says how far a job is.
type Progress struct {
	Doing       string
	Done, Total int64 // in bytes; Total 0 = not known
	Rows        bool  // it is rows instead
}

// meter counts the bytes that go by, and stops them when ctx has ended.
type meter struct {
	ctx    context.Context
	report func(Progress)
	at     Progress
}

func (m *meter) Write(b []byte) (int, error) {
	m.at.Done += int64(len(b))
	m.report(m.at)
	return len(b), m.ctx.Err()
}

func orIgnore(report func(Progress)) func(Progress) {
	if report == nil {
		return func(Progress) {}
	}
	return report
}
