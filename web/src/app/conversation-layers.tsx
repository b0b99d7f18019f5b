import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import type { Layer, OpenLayer } from "@/features/conversations";
import { conversationQuery } from "@/shared/api/conversation-cache";
import { withTexts } from "@/shared/i18n";
import { modPressed } from "@/shared/lib/media";

const CreateGroupDialog = lazy(() => import("@/features/conversations/create-group-dialog"));
const SettingsDialog = lazy(() => import("@/features/conversations/settings-dialog"));
const DeleteDialog = lazy(() => import("@/features/conversations/delete-dialog"));
const InviteDialog = lazy(() => withTexts(import("@/features/invite/invite-dialog"), "invite"));
const MembersPanel = lazy(() => import("@/features/people/members-panel"));
const LeaveDialog = lazy(() => import("@/features/people/leave-dialog"));

interface Layers {
  readonly open: OpenLayer;
  newGroup(): void;
}

const LayersContext = createContext<Layers>({ open: () => undefined, newGroup: () => undefined });

export function useLayers(): Layers {
  return useContext(LayersContext);
}

type Shown = { layer: Layer; id: string } | { layer: "group" };

/** Lets the sidebar and the pages below open the same dialogs. */
export function ConversationLayers({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const layers = useMemo<Layers>(
    () => ({ open: (layer, id) => setShown({ layer, id }), newGroup: () => setShown({ layer: "group" }) }),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes what is open
  useEffect(() => setShown(null), [path]);
  useGroupKey(layers.newGroup);
  const close = () => setShown(null);
  return (
    <LayersContext.Provider value={layers}>
      {children}
      <Suspense>
        {shown?.layer === "group" && <CreateGroupDialog onClose={close} />}
        {shown && "id" in shown && (
          <ConversationLayer key={shown.id} {...shown} onOpen={layers.open} onClose={close} />
        )}
      </Suspense>
    </LayersContext.Provider>
  );
}

function useGroupKey(newGroup: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!modPressed(event) || !event.shiftKey || event.code !== "KeyG") return;
      event.preventDefault();
      newGroup();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [newGroup]);
}

interface LayerProps {
  layer: Layer;
  id: string;
  onOpen: OpenLayer;
  onClose: () => void;
}

function ConversationLayer({ layer, id, onOpen, onClose }: LayerProps) {
  const { data: conversation } = useQuery(conversationQuery(id));
  if (!conversation) return null;
  switch (layer) {
    case "settings":
      return <SettingsDialog conversation={conversation} onClose={onClose} />;
    case "invite":
      return <InviteDialog conversation={conversation} onClose={onClose} />;
    case "members":
      return (
        <MembersPanel
          conversation={conversation}
          onInvite={() => onOpen("invite", id)}
          onLeave={() => onOpen("leave", id)}
          onClose={onClose}
        />
      );
    case "leave":
      return <LeaveDialog conversation={conversation} onClose={onClose} />;
    case "delete":
      return <DeleteDialog conversation={conversation} onClose={onClose} />;
  }
}
