import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useState,
} from "react";
import { conversationQuery } from "@/shared/api/conversation-cache";

/** What can be opened over any page about one conversation. */
type Layer = "settings";

type Open = (layer: Layer, conversationId: string) => void;

const SettingsDialog = lazy(() => import("@/features/conversations/settings-dialog"));

const OpenContext = createContext<Open>(() => undefined);

export function useOpenLayer(): Open {
  return useContext(OpenContext);
}

/** Lets the sidebar and the pages below open the same dialogs. */
export function ConversationLayers({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<{ layer: Layer; id: string } | null>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const show = useCallback<Open>((layer, id) => setOpen({ layer, id }), []);
  const close = useCallback(() => setOpen(null), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes what is open
  useEffect(close, [path]);
  return (
    <OpenContext.Provider value={show}>
      {children}
      {open && (
        <Suspense>
          <OpenLayer key={open.id} layer={open.layer} id={open.id} onClose={close} />
        </Suspense>
      )}
    </OpenContext.Provider>
  );
}

function OpenLayer({ id, onClose }: { layer: Layer; id: string; onClose: () => void }) {
  const { data: conversation } = useQuery(conversationQuery(id));
  if (!conversation) return null;
  return <SettingsDialog conversation={conversation} onClose={onClose} />;
}
