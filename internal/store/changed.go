package store

// Changed is something as it was just before a unit of work changed it, and as
// it is now.
type Changed[T any] struct{ Before, After T }
