package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func (s *Server) getBelongings(ctx context.Context, in *OfUser) (*payload[api.Belongings], error) {
	b, err := s.accounts.Belongings(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return respond(api.Belongings{Chats: b.Chats, GroupsAlone: b.GroupsAlone, GroupsOwned: b.GroupsOwned}), nil
}

const handOver = "hand_over"

type deleteUserInput struct {
	OfUser
	Chats string         `query:"chats" enum:"delete,hand_over" doc:"What becomes of what the account owns; delete when missing."`
	To    chat.AccountID `query:"to" format:"uuid" doc:"Who gets it when it is handed over."`
}

func (s *Server) deleteUser(ctx context.Context, in *deleteUserInput) (*nothing, error) {
	if err := s.findUser(ctx, in.ID); err != nil {
		return nil, err
	}
	if err := s.checkHeir(ctx, in); err != nil {
		return nil, err
	}
	return &nothing{}, s.accounts.DeleteAccount(ctx, actorOf(ctx), in.ID, in.To)
}

// checkHeir compares the two parameters, and has the audit log tell who gets the
// chats. Whether the heir can have them, the rules say.
func (s *Server) checkHeir(ctx context.Context, in *deleteUserInput) error {
	switch {
	case in.Chats == handOver && in.To.IsZero():
		return chat.InvalidField("to", "must name an account")
	case in.Chats != handOver && !in.To.IsZero():
		return chat.InvalidField("to", "only with chats=hand_over")
	case in.To.IsZero():
		return nil
	}
	heir, err := s.accounts.Account(ctx, actorOf(ctx), in.To)
	if chat.KindOf(err) == chat.NotFound {
		return chat.InvalidField("to", "there is no such account")
	}
	if err == nil {
		recordOf(ctx).Fact("handed_over_to", heir.Username)
	}
	return err
}
