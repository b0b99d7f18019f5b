// Package floor holds minimal programs that only do the physical work a server
// of this kind cannot avoid. The product is measured beside them, in the same
// minutes on the same machine, because absolute figures do not travel.
//
// A floor cuts every corner: no authentication, no ids, no errors worth
// reading. It has no other use than to be raced against.
package floor
