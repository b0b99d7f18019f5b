import assert from "node:assert/strict";
import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { shot } from "../lib/browser.mjs";
import { wholeShot } from "../lib/looks.mjs";
import { passphrase, password } from "../lib/secrets.mjs";
import { clean } from "../lib/steps.mjs";

export async function backup({ context, server, page, step, list }) {
  const field = page.getByLabel("Choose a backup, or drop it here");
  const confirm = async (typed) => {
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("textbox").fill(typed);
    await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  };
  const zip = (name, content) => ({ name, mimeType: "application/zip", buffer: content });
  const large = join(tmpdir(), `large-${process.pid}.zip`);
  let file;
  let sealed;

  await step("backup: a file is downloaded", page, async () => {
    // Where the browser asks for a place it does so in a window of its own.
    await page.evaluate(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
    await list.getByRole("link", { name: "Backup" }).click();
    await page.getByText("No backup was ever restored").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download a backup" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^rustygpt-backup-\d{8}-\d{6}\.zip$/);
    file = await readFile(await download.path());
    assert.equal(file.subarray(0, 2).toString(), "PK");
    await page.getByText(/^The backup is complete/).waitFor();
  });

  await step("backup: an encrypted file opens with its passphrase alone", page, async () => {
    await page.getByRole("switch", { name: "Encrypt the file with a passphrase" }).click();
    const opener = page.getByLabel("Passphrase of the backup");
    await page.getByLabel("New passphrase").fill(passphrase);
    await page.getByRole("button", { name: "Download a backup" }).click();
    await page.getByText("The two do not match.").waitFor();
    await clean(page, "a passphrase with a fault");
    await wholeShot(page, "desk-light-backup-passphrase");
    await page.getByLabel("Passphrase again").fill(passphrase);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download a backup" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.zip\.age$/);
    sealed = await readFile(await download.path());
    await page.reload();
    await field.setInputFiles(zip("sealed.zip.age", sealed));
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await page.getByText("Enter what it was encrypted with.").waitFor();
    await opener.fill("another way");
    await confirm("Kitchen table");
    await page.getByText("This passphrase does not open the backup.").waitFor();
    assert.equal(await opener.inputValue(), "another way", "what was typed is kept");
    await clean(page, "an encrypted backup");
    await shot(page, "desk-light-backup-locked");
    await page.getByRole("button", { name: "Choose another file" }).click();
  });

  await step("backup: what cannot be restored is refused, and nothing changes", page, async () => {
    await field.setInputFiles(zip("notes.txt", Buffer.from("no backup")));
    await page.getByText("This file is not a backup.").waitFor();
    await field.setInputFiles(zip("broken.zip", Buffer.from("PK\x03\x04 and no more")));
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await page.getByRole("alertdialog").waitFor();
    await clean(page, "confirm a restore");
    await shot(page, "desk-light-backup-confirm");
    await page.keyboard.press("Escape");
    await confirm("kitchen");
    await page
      .getByRole("alertdialog")
      .getByText(/Kitchen table/)
      .last()
      .waitFor();
    await page.keyboard.press("Escape");
    await confirm("Kitchen table");
    await page.getByText("Nothing was changed.").waitFor();
    await clean(page, "a refused backup");
    await wholeShot(page, "desk-light-backup-refused");
    await page.getByRole("button", { name: "Choose another file" }).click();
  });

  await step("backup: an upload is called back", page, async () => {
    const line = await context.newCDPSession(page);
    const speed = (uploadThroughput) =>
      line.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    await speed(1_000_000);
    await writeFile(large, "PK\x03\x04");
    await truncate(large, 30_000_000);
    await field.setInputFiles(large);
    await confirm("Kitchen table");
    await page.getByText(/ of 30 MB sent$/).waitFor();
    await shot(page, "desk-light-backup-upload");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText(basename(large)).waitFor();
    assert.equal(await page.getByText("Nothing was changed.").count(), 0, "it is no failure");
    await speed(-1);
    await rm(large);
    await page.getByRole("button", { name: "Choose another file" }).click();
  });

  await step("backup: a restore that fails is told", page, async () => {
    // The key is put in place last, under this name first.
    const obstacle = join(server.data, "encryption.key.importing");
    await mkdir(join(obstacle, "left behind"), { recursive: true });
    await field.setInputFiles(zip("backup.zip", file));
    await confirm("Kitchen table");
    await page.getByText(/^Could not put the new key in place: .*\.$/).waitFor({ timeout: 20_000 });
    await clean(page, "a failed restore");
    await shot(page, "desk-light-restoring-failed");
    await page.getByRole("button", { name: "Back to the backups" }).click();
    await page.getByText(/^Not restored, on/).waitFor();
    await clean(page, "the report of a failed restore");
    await page.getByText(/^Could not put the new key in place: .*\. Nothing was changed\.$/).waitFor();
    await wholeShot(page, "desk-light-backup-failed");
    await rm(obstacle, { recursive: true });
  });

  await step("backup: the server starts again with it", page, async () => {
    await page.evaluate(rename, "After the backup");
    await page.reload();
    await field.setInputFiles(zip("backup.zip.age", sealed));
    await page.getByLabel("Passphrase of the backup").fill(passphrase);
    await confirm("After the backup");
    await page.waitForURL("**/restoring");
    await page.getByText("The server starts again.").waitFor();
    await clean(page, "restoring");
    await shot(page, "desk-light-restoring");
    await page.getByText("The backup was restored").waitFor({ timeout: 20_000 });
    await clean(page, "restored");
    await shot(page, "desk-light-restored");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/login");
    await page.getByText("Kitchen table").waitFor();
    await page.getByLabel("User name or e-mail").fill("ada");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${server.url}/`);
    await page.goto(`${server.url}/admin/backup`);
    await page.getByText(/^Restored on/).waitFor();
  });
}

/** Runs in the page: gives the server another name. */
async function rename(name) {
  const token = decodeURIComponent(/CSRF-TOKEN=([^;]*)/.exec(document.cookie)[1]);
  await fetch("/api/v1/admin/branding", {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-TOKEN": token },
    body: JSON.stringify({ server_name: name }),
  });
}
