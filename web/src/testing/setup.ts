import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { loadTexts } from "@/shared/i18n";

await loadTexts("admin", "chat", "common", "invite", "settings", "setup");

afterEach(cleanup);

// What has to come is waited for, however busy the machine is; only what never comes ends a test.
configure({ asyncUtilTimeout: 30_000 });
