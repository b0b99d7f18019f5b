import assert from "node:assert/strict";
import { wholeShot } from "../lib/looks.mjs";
import { clean } from "../lib/steps.mjs";

export async function settings({ context, page, step, list, save }) {
  await step("server: addresses are checked, kept and cleared", page, async () => {
    await list.getByRole("link", { name: "Server" }).click();
    const url = page.getByLabel("Public address");
    const proxy = page.getByLabel("Address or range 1");
    const command = page.getByLabel("Path of its command");
    await url.fill("http://chat.example.org");
    await page.getByRole("button", { name: "Add an address" }).click();
    await page.keyboard.type("proxy.example.org");
    await save.click();
    await page.getByText("Enter a whole https address").waitFor();
    await page.getByText("Enter an IP address").waitFor();
    await clean(page, "server with faults");
    await wholeShot(page, "desk-light-server-faults");
    await url.fill("https://chat.example.org/");
    await proxy.fill("10.0.0.0/8");
    await command.fill("/bin/sh");
    await save.click();
    await page.getByText("must be the absolute path of a file named lms").waitFor();
    assert.equal(await url.inputValue(), "https://chat.example.org/", "what was typed is kept");
    await command.fill("");
    await save.click();
    await page.getByText("Saved, and in effect.").waitFor();
    await page.reload();
    assert.equal(await url.inputValue(), "https://chat.example.org");
    assert.equal(await proxy.inputValue(), "10.0.0.0/8");
    await url.fill("");
    await page.getByRole("button", { name: "Remove address 1" }).click();
    await save.click();
    await page.getByText("Saved, and in effect.").waitFor();
    await page.reload();
    await page.getByText("No proxy is trusted here.").waitFor();
    assert.equal(await url.inputValue(), "");
  });

  await step("server: the data directory is copied", page, async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await page.getByLabel("Data directory").inputValue());
  });
}
