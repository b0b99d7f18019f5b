package api

// Liveness answers as long as the process does.
type Liveness struct {
	Status string `json:"status" doc:"Always ok."`
}

// Readiness tells whether the server can do its work.
type Readiness struct {
	Ready   bool     `json:"ready"`
	Status  string   `json:"status" enum:"ready,degraded,no_db"`
	Missing []string `json:"missing,omitempty" doc:"What is not there yet."`
	// Warnings do not keep the server from its work.
	Warnings []string `json:"warnings,omitempty" enum:"disk_low,disk_full,log_failing,sweep_failing" doc:"What somebody should look after; administrators are told more."`
}
