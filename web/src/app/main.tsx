import "./styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Announcer } from "@/shared/a11y/announce";
import { forgetAccount, sessionQuery } from "@/shared/api/account";
import { onLoginLost } from "@/shared/api/http";
import { queryClient } from "@/shared/api/query";
import { watchLanguage } from "@/shared/i18n";
import { watchTheme } from "@/shared/lib/theme";
import { applyNonce } from "./nonce";
import { router } from "./router";

applyNonce();
watchTheme();
watchLanguage();

onLoginLost(() => {
  // Nobody was signed in: the page is public or is about to ask for a login.
  if (!queryClient.getQueryData(sessionQuery.queryKey)) return;
  forgetAccount();
  void router.invalidate();
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Announcer />
      </QueryClientProvider>
    </StrictMode>,
  );
}
