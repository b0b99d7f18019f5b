/** The keys there are, from the English texts: what they lack, the type checker refuses. */
import type admin from "./locales/en/admin.json";
import type chat from "./locales/en/chat.json";
import type common from "./locales/en/common.json";
import type invite from "./locales/en/invite.json";
import type settings from "./locales/en/settings.json";
import type setup from "./locales/en/setup.json";

interface Texts {
  admin: typeof admin;
  chat: typeof chat;
  common: typeof common;
  invite: typeof invite;
  settings: typeof settings;
  setup: typeof setup;
}

/** Texts that are fetched together. */
export type Part = keyof Texts;

type Key = { [P in Part]: keyof Texts[P] }[Part];
type Plural = Key extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never;
export type TextKey = Exclude<Key, `${Plural}_${string}`> | Plural;
