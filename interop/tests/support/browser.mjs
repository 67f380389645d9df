/** Headless Chromium, as the system has it. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const executable = (process.env.PATH ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "chromium"))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Why tests that need a browser are skipped, or false; in the full run (CI) they fail without one. */
export const skip = !executable && !process.env.CI && "there is no chromium on the PATH";

/** Starts the browser. */
export async function launchBrowser() {
  if (!executable) {
    throw new Error("expected chromium on the PATH, for CI is set; found none");
  }
  return chromium.launch({
    executablePath: executable,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
