// Uses the page in Chromium as a person does, and prints what it shows, as JSON.
// Usage: node page.mjs SITE CHROMIUM PICTURES

import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const [site, executablePath, pictures] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.resolve("../node/package.json"))("playwright-core");
const TYPES = { html: "text/html", mjs: "text/javascript", css: "text/css", json: "application/json", wasm: "application/wasm" };

const server = http.createServer(({ url }, response) => {
  const name = path.join(site, new URL(url, "http://localhost").pathname.replace(/\/$/, "/index.html"));
  const found = fs.existsSync(name);
  response.writeHead(found ? 200 : 404, { "content-type": TYPES[path.extname(name).slice(1)] ?? "application/octet-stream" });
  response.end(found ? fs.readFileSync(name) : "");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const home = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const shown = { errors: [], elsewhere: [], widths: {} };

const built = (page) =>
  page.waitForFunction(() => document.getElementById("build").textContent === "Build", null, { timeout: 60_000 });

async function open(width, colorScheme, address = home) {
  const permissions = ["clipboard-read", "clipboard-write"];
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, permissions });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && shown.errors.push(message.text()));
  page.on("pageerror", ({ message }) => shown.errors.push(message));
  page.on("request", (request) => request.url().startsWith(home) || shown.elsewhere.push(request.url()));
  await page.goto(address);
  await built(page);
  return page;
}

async function build(page) {
  await page.click("#build");
  await built(page);
}

for (const width of [1280, 390]) {
  const page = await open(width, "light");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(pictures, `${width}-${colorScheme}.png`), fullPage: true });
  }
  shown.widths[width] = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.context().close();
}

const page = await open(1280, "light");
shown.first = await page.textContent("#file");
await page.fill("#operations", "SendMessage");
await page.check("#target-dataclasses");
await build(page);
await page.fill("#filter", "send_message");
shown.filtered = await page.locator("#files button").allTextContents();
await page.locator("#files button").last().click();
shown.chosen = await page.textContent("#file");
await page.click("#share");
await page.waitForFunction(() => location.hash.length > 1);
shown.copied = (await page.evaluate(() => navigator.clipboard.readText())) === page.url();

const other = await open(1280, "light", page.url());
shown.shared = {
  operations: await other.inputValue("#operations"),
  targets: await other.locator("#targets :checked").count(),
};
await other.check("[value=module]");
await build(other);
shown.module = await other.textContent("#output");
await other.check("[value=json]");
await build(other);
shown.json = await other.textContent("#output");
await browser.close();
server.close();
console.log(JSON.stringify(shown));
