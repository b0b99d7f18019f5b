package generation

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Run starts to write a committed answer and returns at once. The request that
// asked for it may end; the answer goes on. Running an answer twice does
// nothing the second time. While the service drains, the answer is interrupted
// before it starts.
func (s *Service) Run(answer chat.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, running := s.runs[answer.ID]; running {
		return
	}
	r := newRun(s.base, answer, s.opts, s.commits.mark)
	s.runs[answer.ID] = r
	s.metrics.running.Inc()
	if s.draining {
		s.conclude(r, endInterrupted)
		return
	}
	s.limitTime(r)
	turn := s.turns.join()
	s.workers.Go(func() { s.work(r, turn) })
}

// limitTime ends the answer at its deadline, whatever its provider does.
func (s *Service) limitTime(r *run) {
	if s.opts.Timeout <= 0 {
		return
	}
	left := s.opts.Timeout
	if a := r.answer.Answer; a != nil && !a.StartedAt.IsZero() {
		left -= r.began.Sub(a.StartedAt)
	}
	timer := time.AfterFunc(max(left, 0), func() { s.conclude(r, endTimedOut) })
	context.AfterFunc(r.ctx, func() { timer.Stop() })
}

// work writes one answer, from waiting its turn to the end.
func (s *Service) work(r *run, turn *turn) {
	defer turn.leave()
	if r.answer.Answer == nil || r.answer.Answer.ModelID.IsZero() {
		s.conclude(r, endFailed(codeUnavailable, "No model is set up on this server yet."))
		return
	}
	if turn.wait(r.ctx) != nil {
		return // it ended while it waited
	}
	s.conclude(r, s.stream(r))
}

// stream reads the model's answer into the run.
func (s *Service) stream(r *run) ending {
	model, err := s.models.Resolve(r.ctx, r.answer.Answer.ModelID, chat.ModelID{})
	if err != nil {
		return s.failed(r, err, codeUnavailable, "The model cannot be used.")
	}
	known, err := s.store.Prompt(r.ctx, r.answer.ID)
	if err != nil {
		return s.failed(r, err, codeUnavailable, "The conversation could not be read.")
	}
	prompt, err := buildPrompt(known, windowOf(model))
	if err != nil {
		return s.failed(r, err, codeTooLong, "The message does not fit into what the model can read.")
	}
	if len(prompt.messages) == 0 {
		return endFailed(codeEmpty, "There is no message to answer.")
	}
	r.asked(prompt)
	reason := ""
	for delta, err := range s.models.Stream(r.ctx, model, prompt.messages) {
		if err != nil {
			return s.failed(r, err, codeStream, "The model's answer broke off.")
		}
		if delta.FinishReason != "" {
			reason = delta.FinishReason
		}
		if !r.write(delta) {
			break
		}
	}
	return r.naturalEnd(reason)
}

// failed logs a failure and makes it an ending. An answer that was ended on
// purpose fails in some way too; nobody needs to hear of that.
func (s *Service) failed(r *run, err error, code string, message chat.Sentence) ending {
	if r.ctx.Err() == nil {
		s.log.Warn("answer failed", "conversation_id", r.answer.ConversationID,
			"message_id", r.answer.ID, "error", err)
	}
	return endError(err, code, message)
}

// conclude ends a run, if it is the first to do so.
func (s *Service) conclude(r *run, e ending) {
	if !r.conclude(e) {
		return
	}
	outcome := e.outcome()
	s.metrics.ended[outcome].Inc()
	if !r.firstText.IsZero() {
		s.metrics.firstToken.Observe(r.firstText.Sub(r.began).Seconds())
	}
	switch outcome {
	case "cancelled":
		s.metrics.cancels.Inc()
		s.metrics.cancelLatency.Observe(float64(s.opts.Now().Sub(r.began).Microseconds()) / 1000)
	case "timed_out":
		s.metrics.timeouts.Inc()
	}
}

// noRoom ends a run whose text cannot be saved until somebody makes room. What
// the model has said so far waits in memory until then, and more of it would be
// too much.
func (s *Service) noRoom(r *run) { s.conclude(r, endNoRoom) }

// settled forgets a run whose ending is saved.
func (s *Service) settled(r *run) {
	s.mu.Lock()
	delete(s.runs, r.answer.ID)
	s.mu.Unlock()
	s.metrics.running.Dec()
	r.settle()
}

func (s *Service) find(message chat.MessageID) *run {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs[message]
}
