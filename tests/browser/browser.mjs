// A browser without a network on the folder of a built site, and what to ask its pages.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const HERE = dirname(fileURLToPath(import.meta.url));
export const SITE = resolve(process.env.SITE || join(HERE, "../../results/quick/site/_build/html"));
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const LOCAL = /^(file|data|blob|about):/;

if (!existsSync(join(SITE, "index.html"))) throw new Error(`no site in ${SITE}: build the book, or set SITE`);

// `page` may end in a query or in the name of an anchor
export const address = (page) => pathToFileURL(SITE).href + "/" + page;
export const pages = () => readdirSync(SITE).filter((name) => name.endsWith(".html")).sort();

function program() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // not this one
    }
  }
  throw new Error("needs Debian's package chromium (and nodejs, npm)");
}

export const launch = () =>
  chromium.launch({ executablePath: program(), args: [...FLAGS, "--disable-component-update", "--disable-sync"] });

// A tab of its own; `page.complaints` lists errors, and requests that would leave this machine, since it was opened.
export async function tab(browser, { theme = "light", width = 1300, height = 900, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  await context.setOffline(true);
  await context.route((url) => !LOCAL.test(url.href), (route) => route.abort());
  await context.addInitScript((name) => {
    localStorage.setItem("mode", name);
    localStorage.setItem("theme", name);
  }, theme);
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("request", (request) => LOCAL.test(request.url()) || page.complaints.push(`asks the network for ${request.url()}`));
  page.on("requestfailed", (request) => page.complaints.push(`does not get ${request.url()}`));
  return page;
}

// Open a page anew and wait until formulas are set.
export async function open(page, name) {
  await page.goto("about:blank"); // else another anchor of the same page would not load it
  page.complaints.length = 0;
  await page.goto(address(name));
  await page.evaluate(() => window.MathJax?.startup?.promise.then(() => null));
  await page.evaluate(() => document.fonts.ready.then(() => null));
  return page;
}
