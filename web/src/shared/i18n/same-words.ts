import type { Language } from "./languages";

/** Texts that are right in another language although they read as in English; of any other it is to be feared that nobody translated it. */
export const sameWords: Record<Exclude<Language, "en">, readonly string[]> = {
  de: [
    "Admin",
    "Administrator",
    "Chats",
    "Demo",
    "Name",
    "Offline",
    "Online",
    "System",
    "Thread",
    "Threads",
    "{{count}} online",
    "{{seconds}} s",
    "…",
  ],
  es: ["Admin", "Chats", "Demo", "{{count}} token", "{{count}} tokens", "{{seconds}} s", "…"],
  fr: [
    "Admin",
    "Administration",
    "Assistant",
    "Invitation",
    "Invitations",
    "Message",
    "Messages",
    "Notifications",
    "Sessions",
    "{{count}} message",
    "{{count}} messages",
    "{{seconds}} s",
    "…",
  ],
};
