package sqlite

import (
	"context"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlDeleteAccount = `DELETE FROM accounts WHERE id = ?`

	// What is the account's, of the conversations that it is in.
	isAlone = `(c.kind = 'chat' OR NOT EXISTS (
			SELECT 1 FROM participants o WHERE o.conversation_id = c.id AND o.account_id <> p.account_id))`
	isOnlyOwner = `(p.role = 'owner' AND NOT EXISTS (
			SELECT 1 FROM participants o WHERE o.conversation_id = c.id AND o.account_id <> p.account_id AND o.role = 'owner'))`

	sqlRunningFor = `
		SELECT m.id
		FROM participants p
		JOIN conversations c ON c.id = p.conversation_id
		JOIN messages m ON m.conversation_id = c.id AND m.status = 'streaming'
		JOIN answers r ON r.message_id = m.id
		WHERE p.account_id = ?1 AND (r.started_by = ?1 OR ` + isAlone + `)
		ORDER BY m.conversation_id, m.position`
	sqlDropInvites = `
		DELETE FROM invites
		WHERE conversation_id IN (SELECT conversation_id FROM participants WHERE account_id = ?1)
		  AND invited_by = ?1 AND accepted_at IS NULL`

	sqlHandChatsOver = `
		INSERT INTO participants (conversation_id, account_id, role, joined_at, joined_position, last_activity_at)
		SELECT c.id, ?2, 'owner', ?3, c.position, c.last_activity_at
		FROM participants p JOIN conversations c ON c.id = p.conversation_id
		WHERE p.account_id = ?1 AND c.kind = 'chat' AND c.deleted_at IS NULL`
	sqlLeaveChats = `
		DELETE FROM participants
		WHERE account_id = ?1 AND EXISTS (
			SELECT 1 FROM conversations c WHERE c.id = participants.conversation_id AND c.kind = 'chat' AND c.deleted_at IS NULL)`

	// Those that remain: with others in them, or with an heir to come.
	sqlRemainingGroups = `
		SELECT ` + conversationColumns + `, ` + isOnlyOwner + `
		FROM participants p JOIN conversations c ON c.id = p.conversation_id
		WHERE p.account_id = ?1 AND c.kind = 'group' AND c.deleted_at IS NULL
		  AND (NOT ` + isAlone + ` OR ?2 AND p.role = 'owner')
		ORDER BY c.id`
	sqlStrongest = `
		SELECT account_id FROM participants
		WHERE conversation_id = ?1 AND account_id <> ?2
		ORDER BY CASE role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 WHEN 'member' THEN 2 ELSE 3 END, joined_at, account_id
		LIMIT 1`

	// What nobody is left in goes the way of the trash, at once.
	sqlAbandon = `
		UPDATE conversations AS c SET deleted_at = 0
		FROM participants p
		WHERE p.account_id = ?1 AND p.conversation_id = c.id AND ` + isAlone
	// Who would own a deleted group can restore it.
	sqlInherit = `
		UPDATE participants SET role = 'owner'
		WHERE (conversation_id, account_id) IN (
			SELECT p.conversation_id, (
				SELECT h.account_id FROM participants h
				WHERE h.conversation_id = p.conversation_id AND h.account_id <> ?1
				ORDER BY CASE h.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 WHEN 'member' THEN 2 ELSE 3 END, h.joined_at
				LIMIT 1)
			FROM participants p WHERE p.account_id = ?1 AND p.role = 'owner')`
	sqlLeaveAll = `DELETE FROM participants WHERE account_id = ?`

	sqlBelongings = `
		SELECT count(*) FILTER (WHERE c.kind = 'chat'),
		       count(*) FILTER (WHERE c.kind = 'group' AND ` + isAlone + `),
		       count(*) FILTER (WHERE c.kind = 'group' AND NOT ` + isAlone + ` AND ` + isOnlyOwner + `)
		FROM participants p JOIN conversations c ON c.id = p.conversation_id
		WHERE p.account_id = ? AND c.deleted_at IS NULL`
)

// DeleteAccount removes an account, and hands over what it owned.
func (s *Store) DeleteAccount(ctx context.Context, d store.DeleteAccount) (store.DeletedAccount, error) {
	return write(ctx, s, func(t *tx) (store.DeletedAccount, error) {
		account, err := findAccount(t, d.ID)
		if err != nil {
			return store.DeletedAccount{}, err
		}
		if err := t.keepAnAdmin(account.Account, chat.Account{}); err != nil {
			return store.DeletedAccount{}, err
		}
		if err := t.checkHeir(d); err != nil {
			return store.DeletedAccount{}, err
		}
		if err := t.withdrawAccountInvites(d.ID, d.At); err != nil {
			return store.DeletedAccount{}, err
		}
		deleted, err := t.leaveEverything(d)
		if err != nil {
			return store.DeletedAccount{}, err
		}
		return deleted, t.exec(sqlDeleteAccount, d.ID)
	})
}

// Belongings counts what deleting an account is about.
func (s *Store) Belongings(ctx context.Context, id chat.AccountID) (store.Belongings, error) {
	return readSnapshot(ctx, s, func(q querier) (b store.Belongings, err error) {
		if _, err := findAccount(q, id); err != nil {
			return b, err
		}
		err = scanOne(q, sqlBelongings, args{id}, &b.Chats, &b.GroupsAlone, &b.GroupsOwned)
		return b, err
	})
}

func (t *tx) checkHeir(d store.DeleteAccount) error {
	if d.Heir.IsZero() {
		return nil
	}
	if d.Heir == d.ID {
		return chat.InvalidField("to", "must be another account")
	}
	heir, err := findAccount(t, d.Heir)
	switch {
	case chat.KindOf(err) == chat.NotFound:
		return chat.InvalidField("to", "there is no such account")
	case err == nil && heir.Account.Disabled():
		return chat.InvalidField("to", "the account is disabled")
	}
	return err
}

// leaveEverything takes an account that is about to go out of all its
// conversations.
func (t *tx) leaveEverything(d store.DeleteAccount) (left store.DeletedAccount, err error) {
	if left.Running, err = all(t, value[chat.MessageID], sqlRunningFor, args{d.ID}); err != nil {
		return left, err
	}
	if err := t.exec(sqlDropInvites, d.ID); err != nil {
		return left, err
	}
	if !d.Heir.IsZero() {
		if err := t.handChatsOver(d); err != nil {
			return left, err
		}
		left.Changed = append(left.Changed, d.Heir)
	}
	if err := t.leaveGroups(d, &left); err != nil {
		return left, err
	}
	for _, query := range []string{sqlAbandon, sqlInherit, sqlLeaveAll} {
		if err := t.exec(query, d.ID); err != nil {
			return left, err
		}
	}
	return left, nil
}

// handChatsOver gives the heir the chats. Nobody else sees them, so there is
// nobody to tell by an event.
func (t *tx) handChatsOver(d store.DeleteAccount) error {
	if err := t.exec(sqlHandChatsOver, d.ID, d.Heir, micros(d.At)); err != nil {
		return err
	}
	if err := t.exec(sqlLeaveChats, d.ID); err != nil {
		return err
	}
	return t.exec(sqlRequireRotation, d.Heir, "membership_change")
}

// ownedGroup is a group as one of its participants sees it.
type ownedGroup struct {
	chat.Conversation
	onlyOwner bool
}

// leaveGroups takes the account out of the groups that remain, and tells those
// who are in them.
func (t *tx) leaveGroups(d store.DeleteAccount, left *store.DeletedAccount) error {
	groups, err := all(t, scanOwnedGroup, sqlRemainingGroups, args{d.ID, !d.Heir.IsZero()})
	if err != nil {
		return err
	}
	for _, g := range groups {
		var events []chat.Event
		if g.onlyOwner {
			if events, err = t.inherit(g.Conversation, d, left); err != nil {
				return err
			}
		}
		if err := t.exec(sqlRemoveParticipant, g.ID, d.ID); err != nil {
			return err
		}
		gone, err := t.announceMembership(g.Conversation, d.ID, g.Role, "removed", d.At)
		if err != nil {
			return err
		}
		left.Events = slices.Concat(left.Events, events, gone)
	}
	return nil
}

// inherit makes the heir the owner of a group, or else the strongest of the
// others.
func (t *tx) inherit(c chat.Conversation, d store.DeleteAccount, left *store.DeletedAccount) ([]chat.Event, error) {
	owner := d.Heir
	if owner.IsZero() {
		var err error
		if owner, err = one(t, value[chat.AccountID], sqlStrongest, args{c.ID, d.ID}); err != nil {
			return nil, err
		}
	}
	if !slices.Contains(left.Changed, owner) {
		left.Changed = append(left.Changed, owner)
	}
	if _, err := findRole(t, c.ID, owner); chat.KindOf(err) == chat.NotFound {
		return t.admit(c, owner, chat.RoleOwner, d.At)
	}
	return t.changeRole(c, owner, chat.RoleOwner, d.At)
}

func scanOwnedGroup(row scanner) (g ownedGroup, err error) {
	err = row.Scan(append(conversationFields(&g.Conversation), &g.onlyOwner)...)
	g.IsGroup = true
	return g, err
}
