package chat

// Path is a message's key in the depth-first order of its thread: bytewise
// order of paths is the order of a depth-first walk, older siblings first, at
// any depth. It is opaque to clients.
type Path string
