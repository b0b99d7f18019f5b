export { AppearancePage } from "./appearance-page";
export { LanguagePage } from "./language-page";
export { NotificationsPage } from "./notifications-page";
export { PasswordPage } from "./password-page";
export { ProfilePage } from "./profile-page";
export { SessionsPage } from "./sessions-page";
export { SettingsFrame } from "./settings-frame";
