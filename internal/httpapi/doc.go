// Package httpapi is the HTTP edge: it decodes requests, calls the rules, and
// encodes what they answer.
//
// routes.go lists every route with all that is decided before a handler runs:
// who may call it, whether the CSRF header is checked, how large a body may be,
// which rate limit counts it. guard.go enforces that, problem.go is the only
// place that turns failures into answers, and the files named after a subject
// (conversations.go, chats.go, …) hold the handlers.
//
// Three families of routes share all of it and differ in manners: the
// conversations API below /api leaves unset fields out, the chats API below
// /api/v1 writes them as null and has error codes of its own, and the probes
// are for machines.
package httpapi
