export { BackupPage } from "./backup-page";
export { RestoringPage } from "./restoring-page";
