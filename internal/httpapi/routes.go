package httpapi

import (
	"net/http"
	"slices"
)

const (
	get    = http.MethodGet
	post   = http.MethodPost
	put    = http.MethodPut
	patch  = http.MethodPatch
	remove = http.MethodDelete
)

// routes is the table: every address of the API and what has to be given
// before its handler is called.
func (s *Server) routes() []route {
	return slices.Concat(
		s.setupRoutes(), s.authRoutes(), s.conversationRoutes(), s.streamRoutes(), s.presenceRoutes(), s.participantRoutes(), s.inviteRoutes(),
		s.threadRoutes(), s.messageRoutes(),
		s.serverRoutes(), s.accountRoutes(), s.chatRoutes(), s.userRoutes(), s.providerRoutes(), s.modelRoutes(),
		s.brandingRoutes(), s.machineRoutes(), s.dataRoutes(), s.auditRoutes(),
		s.probeRoutes(),
	)
}

func (s *Server) setupRoutes() []route {
	return section(route{tag: "setup", surface: setupSurface, bucket: setupBucket},
		route{method: get, path: "/api/setup", id: "get-setup", summary: "Tell whether the first account exists",
			bucket: defaultBucket, handler: handle(s.getSetup)},
		route{method: post, path: "/api/setup", id: "post-setup", summary: "Make the first account, an administrator",
			audit: "setup.complete", status: http.StatusOK, access: localSetup, maxBody: smallBody, handler: handle(s.postSetup)},
	)
}

func (s *Server) authRoutes() []route {
	return section(route{tag: "auth", bucket: defaultBucket, feature: authFeature},
		route{method: post, path: "/api/auth/login", id: "login", summary: "Start a cookie session",
			bucket: loginBucket, maxBody: smallBody, handler: handle(s.login)},
		route{method: post, path: "/api/auth/refresh", id: "refresh", summary: "Trade the session for a fresh one",
			handler: handle(s.refresh)},
		route{method: post, path: "/api/auth/logout", id: "logout", summary: "End the session",
			access: session, pending: true, handler: handle(s.logout)},
		route{method: get, path: "/api/auth/me", id: "me", summary: "Show who is signed in",
			access: session, pending: true, handler: handle(s.me)},
		route{method: get, path: "/api/auth/sessions", id: "list-sessions", summary: "List the caller's signed-in devices",
			access: session, handler: handle(s.listSessions)},
		route{method: remove, path: "/api/auth/sessions", id: "revoke-other-sessions", summary: "Sign all other devices out",
			access: session, handler: handle(s.revokeOtherSessions)},
		route{method: remove, path: "/api/auth/sessions/{id}", id: "revoke-session", summary: "Sign a device out",
			access: session, handler: handle(s.revokeSession)},
		route{method: get, path: "/api/profile", id: "get-profile", summary: "Show the caller's account",
			access: session, handler: handle(s.getProfile)},
		route{method: patch, path: "/api/profile", id: "update-profile", summary: "Change the caller's account",
			access: session, maxBody: smallBody, handler: handle(s.updateProfile)},
	)
}

func (s *Server) conversationRoutes() []route {
	return section(route{tag: "conversations", bucket: defaultBucket, feature: authFeature, access: session},
		route{method: post, path: "/api/conversations", id: "create-conversation", summary: "Make a conversation",
			status: http.StatusCreated, maxBody: smallBody, grows: true, handler: handle(s.createConversation)},
		route{method: get, path: "/api/conversations", id: "list-conversations", summary: "List the caller's conversations",
			handler: handle(s.listConversations)},
		route{method: get, path: "/api/conversations/{conversation_id}", id: "get-conversation", summary: "Show a conversation",
			handler: handle(s.getConversation)},
		route{method: patch, path: "/api/conversations/{conversation_id}", id: "update-conversation", summary: "Change a conversation",
			maxBody: textBody, handler: handle(s.updateConversation)},
		route{method: remove, path: "/api/conversations/{conversation_id}", id: "delete-conversation",
			summary: "Delete a conversation; it can be restored for a while", handler: handle(s.deleteConversation)},
		route{method: post, path: "/api/conversations/{conversation_id}/restore", id: "restore-conversation",
			summary: "Take a deletion back", handler: handle(s.restoreConversation)},
		route{method: post, path: "/api/conversations/{conversation_id}/stop", id: "stop-conversation",
			summary: "End the answers that are being written", handler: handle(s.stopConversation)},
		route{method: get, path: "/api/conversations/{conversation_id}/messages", id: "list-messages",
			summary: "Read one branch of a conversation, oldest message first", handler: handle(s.getLine)},
		route{method: get, path: "/api/conversations/{conversation_id}/threads", id: "list-threads",
			summary: "List threads, newest activity first", handler: handle(s.listThreads)},
		route{method: get, path: "/api/conversations/{conversation_id}/unread", id: "list-unread",
			summary: "Count unread messages by thread", handler: handle(s.listUnread)},
	)
}

func (s *Server) streamRoutes() []route {
	return section(route{tag: "streams", bucket: defaultBucket, feature: streamFeature, access: session},
		route{method: get, path: "/api/stream/conversations/{conversation_id}", id: "stream-conversation",
			summary: "Follow a conversation's events", stream: true,
			handler: handleRaw(conversationFrames, s.streamConversation)},
		route{method: get, path: "/api/stream/me", id: "stream-me",
			summary: "Follow what concerns the caller in all of their conversations", stream: true,
			handler: handleRaw(personalFrames, s.streamMe)},
	)
}

func (s *Server) participantRoutes() []route {
	return section(route{tag: "participants", bucket: defaultBucket, feature: authFeature, access: session},
		route{method: get, path: "/api/conversations/{conversation_id}/participants", id: "list-participants",
			summary: "List who is in a conversation, longest first", handler: handle(s.listParticipants)},
		route{method: post, path: "/api/conversations/{conversation_id}/participants", id: "add-participant",
			summary: "Let somebody in, or change their role", maxBody: smallBody, handler: handle(s.addParticipant)},
		route{method: remove, path: "/api/conversations/{conversation_id}/participants/{user_id}", id: "remove-participant",
			summary: "Take somebody out of a conversation, or leave it", handler: handle(s.removeParticipant)},
	)
}

func (s *Server) inviteRoutes() []route {
	return section(route{tag: "invites", bucket: defaultBucket, feature: authFeature},
		route{method: get, path: "/api/conversations/{conversation_id}/invites", id: "list-invites",
			summary: "List a conversation's invitations, newest first", access: session, handler: handle(s.listInvites)},
		route{method: post, path: "/api/conversations/{conversation_id}/invites", id: "create-invite", summary: "Invite somebody",
			status: http.StatusOK, access: session, maxBody: smallBody, handler: handle(s.createInvite)},
		route{method: remove, path: "/api/conversations/{conversation_id}/invites/{invite_id}", id: "revoke-invite",
			summary: "Withdraw an invitation", access: session, handler: handle(s.revokeInvite)},
		route{method: get, path: "/api/invites/{token}", id: "preview-invite", summary: "Show an invitation to whoever has its token",
			handler: handle(s.previewInvite)},
		route{method: post, path: "/api/invites/accept", id: "accept-invite", summary: "Join by an invitation",
			access: session, maxBody: smallBody, fails: []int{http.StatusNotFound, http.StatusGone}, handler: handle(s.acceptInvite)},
		route{method: post, path: "/api/invites/{token}/revoke", id: "revoke-invite-by-token", summary: "Withdraw the invitation of a token",
			access: session, handler: handle(s.revokeInviteByToken)},
		route{method: post, path: "/api/invites/sign-up", id: "sign-up", summary: "Make an account by an invitation, and join",
			status: http.StatusCreated, bucket: loginBucket, maxBody: smallBody,
			fails:   []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusGone},
			handler: handle(s.signUp)},
	)
}

func (s *Server) presenceRoutes() []route {
	return section(route{tag: "presence", bucket: defaultBucket, feature: authFeature, access: session},
		route{method: post, path: "/api/presence/heartbeat", id: "heartbeat", summary: "Tell that the caller is there",
			maxBody: smallBody, handler: handle(s.heartbeat)},
		route{method: post, path: "/api/typing", id: "typing", summary: "Tell that the caller types, or has stopped",
			maxBody: smallBody, handler: handle(s.typing)},
	)
}

func (s *Server) threadRoutes() []route {
	return section(route{tag: "threads", bucket: defaultBucket, feature: authFeature, access: session},
		route{method: post, path: "/api/threads/{conversation_id}/root", id: "post-root", summary: "Start a thread",
			status: http.StatusCreated, maxBody: textBody, grows: true, handler: handle(s.postRoot)},
		route{method: get, path: "/api/threads/{root_id}/tree", id: "get-tree", summary: "Read a thread, depth first",
			handler: handle(s.getTree)},
		route{method: post, path: "/api/threads/{root_id}/read", id: "read-thread", summary: "Move the caller's read mark forward",
			maxBody: smallBody, handler: handle(s.readThread)},
	)
}

func (s *Server) messageRoutes() []route {
	return section(route{tag: "messages", bucket: defaultBucket, feature: authFeature, access: session},
		route{method: post, path: "/api/messages/{message_id}/reply", id: "reply", summary: "Reply to a message",
			status: http.StatusCreated, maxBody: textBody, grows: true, handler: handle(s.reply)},
		route{method: post, path: "/api/messages/{message_id}/regenerate", id: "regenerate", summary: "Ask for one more answer",
			status: http.StatusAccepted, maxBody: textBody, grows: true, handler: handle(s.regenerate)},
		route{method: get, path: "/api/messages/{message_id}/chunks", id: "list-chunks", summary: "Read an answer's saved pieces",
			handler: handle(s.listChunks)},
		route{method: post, path: "/api/messages/{message_id}/edit", id: "edit-message", summary: "Replace a message's text",
			maxBody: textBody, grows: true, handler: handle(s.editMessage)},
		route{method: post, path: "/api/messages/{message_id}/delete", id: "delete-message", summary: "Hide a message's text",
			maxBody: smallBody, handler: handle(s.deleteMessage)},
		route{method: post, path: "/api/messages/{message_id}/restore", id: "restore-message", summary: "Take a deletion back",
			handler: handle(s.restoreMessage)},
		route{method: post, path: "/api/messages/{message_id}/cancel", id: "cancel-message", summary: "End an answer, keeping its text so far",
			status: http.StatusAccepted, handler: handle(s.cancelMessage)},
	)
}

func (s *Server) serverRoutes() []route {
	return section(route{tag: "server", surface: chatsSurface, bucket: defaultBucket},
		route{method: get, path: "/api/v1/health", id: "chats-health", summary: "Tell that the server runs",
			handler: handle(s.chatsHealth)},
		route{method: get, path: "/api/v1/health/stream", id: "probe-stream", summary: "Send a few frames, to see whether they arrive at once",
			bucket: probeBucket, stream: true, handler: handleRaw(probeFrames, s.probeStream)},
		route{method: get, path: "/api/v1/server", id: "get-server", summary: "Tell a client whom it talks to",
			handler: handle(s.getServer)},
		route{method: get, path: "/api/v1/setup/status", id: "get-setup-status", summary: "Tell whether setup is over",
			handler: handle(s.getSetupStatus)},
		route{method: post, path: "/api/v1/setup/test-provider", id: "test-setup-provider", summary: "Try a provider out during setup",
			audit: "setup.test_provider", access: setupToken, bucket: setupBucket, maxBody: smallBody, handler: handle(s.testSetupProvider)},
		route{method: post, path: "/api/v1/setup/complete", id: "complete-setup", summary: "Do all of setup in one step",
			audit: "setup.complete", access: setupToken, bucket: setupBucket, maxBody: textBody, handler: handle(s.completeSetup)},
	)
}

func (s *Server) accountRoutes() []route {
	return section(route{tag: "account", surface: chatsSurface, bucket: defaultBucket, feature: authFeature},
		route{method: post, path: "/api/v1/auth/login", id: "chats-login", summary: "Start a cookie or bearer session",
			bucket: loginBucket, maxBody: smallBody, handler: handle(s.chatsLogin)},
		route{method: get, path: "/api/v1/account-invites/{token}", id: "preview-account-invite",
			summary: "Show an invitation to make an account to whoever has its token", fails: []int{http.StatusNotFound},
			handler: handle(s.previewAccountInvite)},
		route{method: post, path: "/api/v1/account-invites/{token}/accept", id: "accept-account-invite", summary: "Make an account by an invitation",
			status: http.StatusCreated, bucket: loginBucket, maxBody: smallBody,
			fails:   []int{http.StatusNotFound, http.StatusConflict, http.StatusGone},
			handler: handle(s.acceptAccountInvite)},
		route{method: post, path: "/api/v1/auth/logout", id: "chats-logout", summary: "End the session",
			access: session, pending: true, handler: handle(s.chatsLogout)},
		route{method: get, path: "/api/v1/auth/session", id: "chats-session", summary: "Show who is signed in",
			access: session, pending: true, handler: handle(s.chatsSession)},
		route{method: put, path: "/api/v1/auth/password", id: "change-password", summary: "Change the caller's password",
			access: session, pending: true, maxBody: smallBody, handler: handle(s.changePassword)},
		route{method: put, path: "/api/v1/auth/preferences", id: "update-preferences", summary: "Change the caller's preferences",
			access: session, pending: true, maxBody: smallBody, handler: handle(s.updatePreferences)},
	)
}

func (s *Server) chatRoutes() []route {
	return section(route{tag: "chats", surface: chatsSurface, bucket: defaultBucket, feature: authFeature, access: session},
		route{method: get, path: "/api/v1/models", id: "list-models", summary: "List the models to choose from",
			handler: handle(s.listModels)},
		route{method: post, path: "/api/v1/models/refresh", id: "refresh-models", summary: "Have providers that fail asked again, in the background",
			handler: handle(s.refreshModels)},
		route{method: post, path: "/api/v1/agent/completions", id: "complete", summary: "Pass a request on to a model and its answer back",
			maxBody: textBody, stream: true, fails: []int{http.StatusBadGateway},
			handler: handleRaw(relayedFrames, s.complete)},
		route{method: get, path: "/api/v1/chats", id: "list-chats", summary: "List the caller's chats",
			handler: handle(s.listChats)},
		route{method: post, path: "/api/v1/chats", id: "create-chat", summary: "Make a chat",
			status: http.StatusCreated, maxBody: smallBody, grows: true, handler: handle(s.createChat)},
		route{method: get, path: "/api/v1/chats/{id}", id: "get-chat", summary: "Show a chat",
			handler: handle(s.getChat)},
		route{method: patch, path: "/api/v1/chats/{id}", id: "update-chat", summary: "Change a chat",
			maxBody: smallBody, handler: handle(s.updateChat)},
		route{method: remove, path: "/api/v1/chats/{id}", id: "delete-chat", summary: "Delete a chat",
			handler: handle(s.deleteChat)},
		route{method: get, path: "/api/v1/chats/{id}/messages", id: "list-chat-messages", summary: "Read the branch that the chat shows",
			handler: handle(s.listChatMessages)},
		route{method: post, path: "/api/v1/chats/{id}/generate", id: "generate", summary: "Post a message and stream its answer",
			maxBody: textBody, stream: true, grows: true, handler: handleRaw(answerFrames, s.generate)},
		route{method: post, path: "/api/v1/chats/{id}/regenerate", id: "regenerate-last", summary: "Stream one more answer to the last message",
			maxBody: textBody, stream: true, grows: true, handler: handleRaw(answerFrames, s.regenerateLast)},
		route{method: post, path: "/api/v1/chats/{id}/stop", id: "stop-chat", summary: "End the answer that is being written",
			handler: handle(s.stopChat)},
	)
}

func (s *Server) userRoutes() []route {
	return section(route{tag: "users", surface: chatsSurface, bucket: defaultBucket, feature: authFeature, access: admin},
		route{method: get, path: "/api/v1/admin/users", id: "list-users", summary: "List all accounts",
			handler: handle(s.listUsers)},
		route{method: post, path: "/api/v1/admin/users", id: "create-user", summary: "Make an account",
			audit: "user.create", status: http.StatusCreated, maxBody: smallBody, handler: handle(s.createUser)},
		route{method: patch, path: "/api/v1/admin/users/{id}", id: "update-user", summary: "Change an account",
			audit: "user.update", maxBody: smallBody, handler: handle(s.updateUser)},
		route{method: remove, path: "/api/v1/admin/users/{id}", id: "delete-user", summary: "Delete an account; its chats go with it or to somebody else",
			audit: "user.delete", handler: handle(s.deleteUser)},
		route{method: get, path: "/api/v1/admin/users/{id}/belongings", id: "get-belongings", summary: "Count what deleting an account is about",
			handler: handle(s.getBelongings)},
		route{method: get, path: "/api/v1/admin/users/{id}/sessions", id: "list-user-sessions", summary: "List an account's signed-in devices",
			handler: handle(s.listUserSessions)},
		route{method: remove, path: "/api/v1/admin/users/{id}/sessions", id: "revoke-user-sessions",
			summary: "Sign an account out everywhere; the caller's own stays signed in here", audit: "user.sign_out_everywhere",
			handler: handle(s.revokeUserSessions)},
		route{method: remove, path: "/api/v1/admin/users/{id}/sessions/{session_id}", id: "revoke-user-session", summary: "Sign a device out",
			audit: "user.sign_out", handler: handle(s.revokeUserSession)},
		route{method: get, path: "/api/v1/admin/invites", id: "list-account-invites", summary: "List the invitations to make an account, newest first",
			handler: handle(s.listAccountInvites)},
		route{method: post, path: "/api/v1/admin/invites", id: "create-account-invite", summary: "Invite somebody to make an account",
			audit: "invite.create", status: http.StatusCreated, maxBody: smallBody, handler: handle(s.createAccountInvite)},
		route{method: remove, path: "/api/v1/admin/invites/{id}", id: "revoke-account-invite", summary: "Withdraw an invitation to make an account",
			audit: "invite.revoke", handler: handle(s.revokeAccountInvite)},
	)
}

func (s *Server) providerRoutes() []route {
	return section(route{tag: "providers", surface: chatsSurface, bucket: defaultBucket, feature: authFeature, access: admin},
		route{method: get, path: "/api/v1/admin/providers", id: "list-providers", summary: "List providers, without their secrets",
			handler: handle(s.listProviders)},
		route{method: post, path: "/api/v1/admin/providers", id: "create-provider", summary: "Save a provider",
			audit: "provider.create", status: http.StatusCreated, maxBody: textBody, handler: handle(s.createProvider)},
		route{method: patch, path: "/api/v1/admin/providers/{id}", id: "update-provider", summary: "Change a provider",
			audit: "provider.update", maxBody: textBody, handler: handle(s.updateProvider)},
		route{method: remove, path: "/api/v1/admin/providers/{id}", id: "delete-provider", summary: "Delete a provider with its models",
			audit: "provider.delete", handler: handle(s.deleteProvider)},
		route{method: post, path: "/api/v1/admin/providers/{id}/test", id: "test-provider", summary: "Try a saved provider out",
			audit: "provider.test", handler: handle(s.testProvider)},
		route{method: post, path: "/api/v1/admin/providers/test", id: "test-provider-draft", summary: "Try a provider out before it is saved",
			audit: "provider.test", status: http.StatusOK, maxBody: textBody, handler: handle(s.testDraft)},
		route{method: get, path: "/api/v1/admin/providers/{id}/discovered", id: "list-discovered-models",
			summary: "List what a provider offers, as it last said", handler: handle(s.discoveredModels)},
		route{method: post, path: "/api/v1/admin/providers/{id}/models", id: "configure-model", summary: "Add a model, or change it",
			audit: "model.configure", status: http.StatusOK, maxBody: smallBody, handler: handle(s.configureModel)},
	)
}

func (s *Server) modelRoutes() []route {
	return section(route{tag: "models", surface: chatsSurface, bucket: defaultBucket, feature: authFeature, access: admin},
		route{method: get, path: "/api/v1/admin/models", id: "list-all-models", summary: "List all models",
			handler: handle(s.listAllModels)},
		route{method: patch, path: "/api/v1/admin/models/{id}", id: "update-model", summary: "Change a model",
			audit: "model.update", maxBody: smallBody, handler: handle(s.updateModel)},
		route{method: remove, path: "/api/v1/admin/models/{id}", id: "delete-model", summary: "Delete a model",
			audit: "model.delete", handler: handle(s.deleteModel)},
	)
}

func (s *Server) brandingRoutes() []route {
	return slices.Concat(
		section(route{tag: "branding", surface: chatsSurface, bucket: defaultBucket},
			route{method: get, path: logoPath, id: "get-logo", summary: "Show the server's logo",
				fails: []int{http.StatusNotFound}, handler: handleRaw(text("image/*"), s.getLogo)},
			route{method: get, path: faviconPath, id: "get-favicon", summary: "Show the server's icon",
				fails: []int{http.StatusNotFound}, handler: handleRaw(text("image/*"), s.getFavicon)},
			route{method: get, path: cssPath, id: "get-custom-css", summary: "Show the style sheet that changes the pages' looks",
				fails: []int{http.StatusNotFound}, handler: handleRaw(text("text/css"), s.getCustomCSS)}),
		section(route{tag: "branding", surface: chatsSurface, bucket: defaultBucket, feature: authFeature, access: admin},
			route{method: put, path: "/api/v1/admin/branding", id: "update-branding", summary: "Change the server's name, colour and style sheet",
				audit: "branding.update", maxBody: textBody, handler: handle(s.updateBranding)},
			route{method: post, path: "/api/v1/admin/branding/{kind}", id: "put-branding-image", summary: "Replace the logo or the icon",
				audit: "branding.set_image", maxBody: textBody, form: imageForm(), grows: true, handler: handle(s.putImage)},
			route{method: remove, path: "/api/v1/admin/branding/{kind}", id: "remove-branding-image", summary: "Remove the logo or the icon",
				audit: "branding.remove_image", handler: handle(s.removeImage)}),
	)
}

func (s *Server) machineRoutes() []route {
	return section(route{tag: "server", surface: chatsSurface, bucket: defaultBucket, feature: authFeature, access: admin},
		route{method: get, path: "/api/v1/admin/server", id: "get-server-settings", summary: "Show the server's settings",
			handler: handle(s.getServerSettings)},
		route{method: put, path: "/api/v1/admin/server", id: "update-server-settings", summary: "Change the server's settings",
			audit: "server.update", maxBody: smallBody, handler: handle(s.updateServerSettings)},
		route{method: get, path: "/api/v1/admin/health", id: "get-health", summary: "Tell how the server is and what to look after",
			handler: handle(s.getHealth)},
		route{method: get, path: "/api/v1/admin/lmstudio/status", id: "get-lmstudio", summary: "Show what LM Studio does",
			handler: handle(s.getLMStudio)},
		route{method: post, path: "/api/v1/admin/lmstudio/server", id: "switch-lmstudio", summary: "Start or stop LM Studio's server",
			audit: "lmstudio.switch", status: http.StatusOK, maxBody: smallBody, handler: handle(s.switchLMStudio)},
		route{method: post, path: "/api/v1/admin/lmstudio/models/load", id: "load-lmstudio-model", summary: "Have LM Studio load a model",
			audit: "lmstudio.load", status: http.StatusOK, maxBody: smallBody, handler: handle(s.loadLMStudioModel)},
		route{method: post, path: "/api/v1/admin/lmstudio/models/unload", id: "unload-lmstudio-model", summary: "Have LM Studio unload a model, or all",
			audit: "lmstudio.unload", status: http.StatusOK, maxBody: smallBody, handler: handle(s.unloadLMStudioModel)},
	)
}

func (s *Server) dataRoutes() []route {
	return section(route{tag: "data", surface: chatsSurface, bucket: defaultBucket, feature: authFeature, access: admin},
		route{method: get, path: "/api/v1/admin/data/export", id: "export-data", summary: "Download a backup of everything",
			audit: "data.export", fails: []int{http.StatusConflict}, file: true, grows: true, handler: handleRaw(archiveFile, s.exportData)},
		route{method: post, path: "/api/v1/admin/data/export", id: "make-backup", summary: "Download a backup of everything",
			audit: "data.export", status: http.StatusOK, maxBody: smallBody, file: true, grows: true, handler: handleRaw(maybeSealed, s.makeBackup)},
		route{method: post, path: "/api/v1/admin/data/import", id: "import-data", summary: "Upload a backup and start again with it",
			audit: "data.import", bucket: importBucket, status: http.StatusOK, maxBody: s.config.MaxImport, form: backupForm(), grows: true, handler: handle(s.importData)},
		route{method: get, path: "/api/v1/admin/data/restore", id: "get-restore", summary: "Tell how the last restore went",
			fails: []int{http.StatusNotFound}, handler: handle(s.getRestore)},
	)
}

func (s *Server) auditRoutes() []route {
	return section(route{tag: "audit", surface: chatsSurface, bucket: defaultBucket, feature: authFeature, access: admin},
		route{method: get, path: "/api/v1/admin/audit", id: "list-audit", summary: "List administrative actions, newest first",
			fails: []int{http.StatusBadRequest}, handler: handle(s.listAudit)},
		route{method: get, path: "/api/v1/admin/audit/export", id: "export-audit", summary: "Download administrative actions",
			audit: "audit.export", fails: []int{http.StatusBadRequest}, handler: handleRaw(auditFile, s.exportAudit)},
	)
}

func (s *Server) probeRoutes() []route {
	return section(route{tag: "probes", surface: probeSurface},
		route{method: get, path: "/healthz", id: "healthz", summary: "Tell that the process runs",
			handler: handle(s.healthz)},
		route{method: get, path: "/readyz", id: "readyz", summary: "Tell whether the server can do its work",
			handler: handle(s.readyz)},
		route{method: get, path: "/api/healthz", id: "api-healthz", summary: "Tell that the process runs",
			handler: handle(s.healthz)},
		route{method: get, path: "/api/readyz", id: "api-readyz", summary: "Tell whether the server can do its work",
			handler: handle(s.readyz)},
		route{method: get, path: "/metrics", id: "metrics", summary: "Show the metrics, in Prometheus' text form",
			handler: handleRaw(text("text/plain"), s.getMetrics)},
		route{method: get, path: "/openapi.json", id: "openapi-json", summary: "Show this document as JSON",
			handler: handleRaw(text("application/json"), s.getSpecJSON)},
		route{method: get, path: "/openapi.yaml", id: "openapi-yaml", summary: "Show this document as YAML",
			handler: handleRaw(text("application/yaml"), s.getSpecYAML)},
		route{method: get, path: "/.well-known/{path}", id: "well-known", summary: "Serve a configured well-known document",
			handler: handleRaw(text("*/*"), s.getWellKnown)},
	)
}
