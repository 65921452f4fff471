// Opens every page of a site in Chromium, wide and narrow, light and dark, and prints as JSON what is wrong with them:
// what is loaded from elsewhere, errors of scripts, and pages that are wider than the window. Then searches for a word.
//
//   node browse.mjs SITE CHROMIUM WORD [SCREENSHOTS]
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const [site, executablePath, word, screenshots] = process.argv.slice(2);
const types = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml" };

const server = createServer((request, response) => {
  const file = join(site, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
  response.end(readFileSync(file));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}/`;

const pages = readdirSync(site, { recursive: true }).filter(
  (file) => file.endsWith(".html") && file !== "404.html" && !file.startsWith("playground/"), // it has tests of its own
);
const faults = [];
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
for (const width of [1280, 390]) {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  let name = "";
  const report = (what) => faults.push(`${name} (${width}): ${what}`);
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) report(`loads ${request.url()}`);
  });
  page.on("pageerror", (error) => report(error.message));
  page.on("console", (message) => message.type() === "error" && report(message.text()));
  for (name of pages) {
    await page.goto(base + name);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wider > 0) report(`${wider} pixels wider than the window`);
      const shows = (wanted) =>
        (Math.max(...getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).map(Number)) < 128) === wanted;
      const changed = page.waitForFunction(shows, colorScheme === "dark", { timeout: 3000 });
      await changed.catch(() => report(`is not ${colorScheme}`));
      if (screenshots) {
        const file = `${name.replaceAll("/", "-").replace(".html", "")}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: join(screenshots, file), fullPage: true });
      }
    }
  }
  await context.close();
}

const page = await browser.newPage();
await page.goto(`${base}index.html`);
const field = page.locator("dialog[open] input");
while (!(await field.isVisible())) {
  await page.keyboard.press("Control+k"); // nothing listens before the scripts have run
  await page.waitForTimeout(200);
}
await field.fill(word);
await page.locator("dialog[open] a", { hasText: word }).first().click();
await page.waitForURL((url) => !url.pathname.endsWith("index.html"));
const found = new URL(page.url()).pathname.slice(1);
await browser.close();
server.close();
console.log(JSON.stringify({ pages: pages.length, faults, found }));
