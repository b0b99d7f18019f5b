import { createRootRoute, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { sessionQuery } from "@/shared/api/account";
import { queryClient } from "@/shared/api/query";
import { serverQuery } from "@/shared/api/server";
import { loadTexts, withTexts } from "@/shared/i18n";
import { LoadError } from "./load-error";
import { NotFound } from "./not-found";
import { page } from "./page";

const loadSettings = () => withTexts(import("@/features/settings"), "settings");

const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: LoadError,
  notFoundComponent: NotFound,
  beforeLoad: async ({ location }) => {
    const [server] = await Promise.all([queryClient.ensureQueryData(serverQuery), loadTexts("common")]);
    const atSetup = location.pathname === "/setup";
    if (!server.setup_complete && !atSetup) throw redirect({ to: "/setup" });
    if (server.setup_complete && atSetup) throw redirect({ to: "/" });
  },
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  component: page(() => withTexts(import("@/features/setup"), "setup"), "SetupPage"),
});

/** Where somebody was on the way to when they were stopped. */
function nextFrom(search: Record<string, unknown>): { next?: string } {
  // Only a path of this application: an address would send people elsewhere.
  const next = search.next;
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
}

function nextFor(location: { href: string }): { next?: string } {
  return location.href === "/" ? {} : { next: location.href };
}

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: nextFrom,
  beforeLoad: async ({ search }) => {
    const user = await queryClient.ensureQueryData(sessionQuery);
    if (user) throw redirect({ href: search.next ?? "/" });
  },
  component: page(() => import("@/features/auth"), "LoginPage"),
});

const changePasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/change-password",
  validateSearch: nextFrom,
  beforeLoad: async ({ search }) => {
    const user = await queryClient.ensureQueryData(sessionQuery);
    if (!user) throw redirect({ to: "/login", search });
    if (!user.must_change_password) throw redirect({ href: search.next ?? "/" });
  },
  component: page(() => import("@/features/auth"), "ForcedChangePage"),
});

/** Open to everybody who has the link, signed in or not. */
const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invite/$token",
  beforeLoad: async ({ location }) => {
    const user = await queryClient.ensureQueryData(sessionQuery);
    if (user?.must_change_password) throw redirect({ to: "/change-password", search: nextFor(location) });
  },
  component: page(() => withTexts(import("@/features/invite"), "invite"), "InvitePage"),
});

/** Open to everybody who has the link. */
const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/join/$token",
  beforeLoad: async () => {
    await queryClient.ensureQueryData(sessionQuery);
  },
  component: page(() => withTexts(import("@/features/invite"), "invite"), "JoinPage"),
});

/** Outlasts the login that a restore ends. */
const restoringRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/restoring",
  component: page(() => withTexts(import("@/features/admin/backup"), "admin"), "RestoringPage"),
});

/** A place in a conversation that an address leads to. */
interface Place {
  /** Root message of the thread that is open beside or instead of the list of threads. */
  thread?: string;
  /** The message to show. */
  message?: string;
  /** The message that a part of a thread begins with, where all of it is too deep. */
  from?: string;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f-]{36}$/i.test(value);
}

/** Everything that needs a login. */
const memberRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "member",
  beforeLoad: async ({ location }) => {
    const user = await queryClient.ensureQueryData(sessionQuery);
    if (!user) throw redirect({ to: "/login", search: nextFor(location) });
    if (user.must_change_password) throw redirect({ to: "/change-password", search: nextFor(location) });
  },
  component: page(() => withTexts(import("./shell"), "chat"), "Shell"),
});

const newChatRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/",
  component: page(() => withTexts(import("@/features/chat"), "chat"), "NewChatPage"),
});

const chatRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/chats/$conversationId",
  validateSearch: (search: Record<string, unknown>): Place => ({
    ...(isId(search.thread) && { thread: search.thread }),
    ...(isId(search.message) && { message: search.message }),
    ...(isId(search.from) && { from: search.from }),
  }),
  component: page(() => withTexts(import("./conversation-page"), "chat"), "ConversationPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/settings",
  component: page(loadSettings, "SettingsFrame"),
});

const settingsRoutes = [
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/settings/profile", replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/profile",
    component: page(loadSettings, "ProfilePage"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/password",
    component: page(loadSettings, "PasswordPage"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/sessions",
    component: page(loadSettings, "SessionsPage"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/appearance",
    component: page(loadSettings, "AppearancePage"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/language",
    component: page(loadSettings, "LanguagePage"),
  }),
  createRoute({
    getParentRoute: () => settingsRoute,
    path: "/notifications",
    component: page(loadSettings, "NotificationsPage"),
  }),
] as const;

const adminRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/admin",
  beforeLoad: async () => {
    const user = await queryClient.ensureQueryData(sessionQuery);
    if (user?.role !== "admin") throw redirect({ to: "/" });
  },
  component: page(() => withTexts(import("@/features/admin/frame"), "admin"), "AdminFrame"),
});

const adminIndexRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/users", replace: true });
  },
});

const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/users",
  component: page(
    () => withTexts(import("@/features/admin/users"), "admin", "invite", "settings"),
    "UsersPage",
  ),
});

const providersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/providers",
  component: page(() => withTexts(import("@/features/admin/providers"), "admin", "chat"), "ProvidersPage"),
});

const modelsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/models",
  component: page(() => withTexts(import("@/features/admin/models"), "admin", "chat"), "ModelsPage"),
});

const brandingRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/branding",
  component: page(() => withTexts(import("@/features/admin/branding"), "admin", "setup"), "BrandingPage"),
});

const serverRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/server",
  component: page(() => withTexts(import("@/features/admin/server"), "admin", "setup"), "ServerPage"),
});

const backupRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/backup",
  component: page(() => withTexts(import("@/features/admin/backup"), "admin"), "BackupPage"),
});

const lmStudioRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/lmstudio",
  component: page(() => withTexts(import("@/features/admin/lmstudio"), "admin"), "LmStudioPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/audit",
  component: page(() => withTexts(import("@/features/admin/audit"), "admin"), "AuditPage"),
});

const routeTree = rootRoute.addChildren([
  setupRoute,
  loginRoute,
  changePasswordRoute,
  inviteRoute,
  joinRoute,
  restoringRoute,
  memberRoute.addChildren([
    newChatRoute,
    chatRoute,
    settingsRoute.addChildren(settingsRoutes),
    adminRoute.addChildren([
      adminIndexRoute,
      usersRoute,
      providersRoute,
      modelsRoute,
      brandingRoute,
      serverRoute,
      backupRoute,
      lmStudioRoute,
      auditRoute,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultErrorComponent: LoadError,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
