import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import axe from 'axe-core';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where a Chromium may be, unless the variable CHROMIUM names one. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Nothing but the page is asked for: no updates, no guesses of what will be wanted. */
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium's sandbox does not work as root, as which tests run in containers; pages here are our own.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** How long anything is waited for: a browser is heavy, and the machine may do much else. */
const PATIENCE_MS = 120_000;

/** A page, and what went wrong or away in it. */
export interface BrowserPage {
  readonly page: Page;
  /** Errors on the console and thrown ones, violations of the content security policy among them. */
  readonly errors: string[];
  /** Addresses outside 127.0.0.1 that something wanted; none of them is let through. */
  readonly strangers: string[];
}

/** Pictures are kept here; the folder is not part of the repository. */
const OUTPUT = fileURLToPath(new URL('../../test-output/', import.meta.url));

/** A browser with nothing in it, which reaches this machine alone. */
export async function openPage(
  t: Pick<ExecutionContext, 'teardown'>,
  options: BrowserContextOptions = {},
): Promise<BrowserPage> {
  const profile = await mkdtemp(join(tmpdir(), 'dm-wsi-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: FLAGS,
    timeout: PATIENCE_MS,
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  t.teardown(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });
  const strangers = await keepToThisMachine(context);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  page.on('pageerror', (error) => void errors.push(String(error)));
  return { page, errors, strangers };
}

/** What axe-core finds against a page: each rule that is broken, with the elements. */
export async function axeViolations(page: Page): Promise<string[]> {
  // As a debugger would, past the page's own policy, which lets no script in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
  }>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Keeps a picture of the whole page under `test-output/`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const path = `${OUTPUT}${name}.png`;
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

/** A machine without one fails the test: a page that nobody has looked at is not tested. */
function findChromium(): string {
  const named = process.env['CHROMIUM'];
  const found = (named === undefined ? PLACES : [named]).find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new Error(
    `Cannot open a page: no Chromium at ${named ?? PLACES.join(', ')}. Install one (apt-get install chromium), or name one by CHROMIUM`,
  );
}

async function keepToThisMachine(context: BrowserContext): Promise<string[]> {
  const strangers: string[] = [];
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.hostname === '127.0.0.1' || ['data:', 'blob:', 'about:'].includes(url.protocol)) return route.continue();
    strangers.push(url.href);
    return route.abort();
  });
  return strangers;
}
