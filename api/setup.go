package api

// SetupStatus tells whether the first account exists.
type SetupStatus struct {
	IsSetup bool `json:"is_setup"`
}

// SetupRequest makes the first account, an administrator.
type SetupRequest struct {
	Username string `json:"username"`
	Email    string `json:"email" doc:"May be empty."`
	Password string `json:"password" doc:"At least 8 characters."`
}
