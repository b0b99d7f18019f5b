// Package generation writes answers: it runs a model for each one, saves the
// text as a log of chunks and tells the world about every chunk.
//
// Its promise is that no token is lost and none is repeated. A chunk is
// announced only after the transaction that stored it has been committed, so
// nobody can have read what the log lacks; a chunk's index is taken in that
// same transaction, so a reader who missed some knows which; and the end of an
// answer is committed together with its last chunk, so a finished answer is
// whole.
//
// Three parts work together. A worker for each answer reads the model and
// puts text into the answer's buffer (run.go, worker.go). One committer empties
// the buffers of all running answers into the store as one transaction, again
// and again (commit.go). A follower reads an answer back, from the store first
// and then live (follow.go). Which model answers, and how a provider is
// spoken to, is left to the Models and the provider packages.
package generation
