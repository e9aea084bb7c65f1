import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import ts from 'typescript';
import { documentedRoutes } from '../../api/app.ts';
import { problemsOf } from '../../api/declared.ts';
import { REMEDIES } from '../../api/remedies.ts';
import { ERROR_CODES } from '../../domain/errors.ts';
import { shareApiWorld } from '../helpers/api-world.ts';
import { openPage } from '../helpers/browser.ts';

const enter = shareApiWorld(test);
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

test.serial('Every code has a page for people and the same for programs', async (t) => {
  const { call } = await enter();
  for (const code of ERROR_CODES) {
    const html = await call('GET', `/problems/${code}`, { key: null, headers: { accept: 'text/html,*/*' } });
    t.is(html.status, 200, code);
    t.is(html.headers.get('content-type'), 'text/html; charset=utf-8');
    t.true(html.text.includes(`<code>${code}</code>`));
    const json = await call('GET', `/problems/${code}`, { key: null, headers: { accept: 'application/json' } });
    t.is(json.headers.get('content-type'), 'application/json');
    t.is(json.body.code, code);
    t.is(json.body.means, REMEDIES[code].means);
    t.is(json.body.remedy, REMEDIES[code].remedy);
    t.is(json.headers.get('vary'), 'Accept');
  }
  const all = await call('GET', '/problems', { key: null, headers: { accept: 'application/json' } });
  t.deepEqual(
    all.body.items.map(({ code }: { code: string }) => code),
    ERROR_CODES,
  );
});

test.serial('A code that there is not has no page, and is not quoted', async (t) => {
  const { call } = await enter();
  for (const path of ['/problems/CANARY', '/problems/%3Cscript%3ECANARY', '/problems/constructor', '/problems/']) {
    const { status, text } = await call('GET', path, { key: null });
    t.is(status, 404, path);
    t.false(text.includes('CANARY'));
  }
});

test.serial('The type of a problem leads to its page', async (t) => {
  const { call } = await enter();
  const { body } = await call('GET', '/v1/orders/6f6c9a0e-2b1a-4c5e-9d3f-0123456789ab');
  const page = await call('GET', body.type, { key: null, headers: { accept: 'application/json' } });
  t.is(page.body.type, body.type);
  t.is(page.body.title, body.title);
});

for (const [code, { means, remedy }] of Object.entries(REMEDIES)) {
  test(`The page of ${code} says something in whole sentences`, (t) => {
    for (const text of [means, remedy]) t.regex(text, /^[A-Z`].{20,}\.$/);
    t.not(means, remedy);
  });
}

test('The paths that pages name are those of the interface', (t) => {
  const paths = documentedRoutes().map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}'));
  const named = Object.values(REMEDIES)
    .flatMap(({ means, remedy }) => [
      ...`${means} ${remedy}`.matchAll(/`(?:GET|POST|PATCH|PUT|DELETE) ([^`?]+)[^`]*`/g),
    ])
    .map(([, path = '']) => path.replaceAll(/\{\w+\}/g, '{}'));
  t.true(named.length > 10);
  const known = paths.map((path) => path.replaceAll(/\{\w+\}/g, '{}'));
  t.deepEqual(
    named.filter((path) => !known.includes(path)),
    [],
  );
});

/** Where a code stands and nothing is thrown by it. */
const LISTS = ['domain/errors.ts', 'api/problems.ts', 'api/remedies.ts', 'api/declared.ts'];
const FOLDERS = ['activities', 'api', 'bearers', 'codecs', 'domain', 'store', 'workflows'];

/** Texts in the code, but for those in a route's list of what it may answer. */
function* textsIn(node: ts.Node): Generator<string> {
  if (ts.isPropertyAssignment(node) && ['problems', 'errorStatus'].includes(node.name.getText())) return;
  if (ts.isStringLiteral(node)) yield node.text;
  for (const child of node.getChildren()) yield* textsIn(child);
}

test('Every code is thrown somewhere, and described for a route unless it is of none', (t) => {
  const thrown = new Set<string>();
  for (const folder of FOLDERS) {
    for (const name of readdirSync(`${PROJECT}${folder}`, { recursive: true, encoding: 'utf8' })) {
      const path = `${folder}/${name}`;
      if (!name.endsWith('.ts') || name.endsWith('.d.ts') || LISTS.includes(path)) continue;
      const source = ts.createSourceFile(path, readFileSync(`${PROJECT}${path}`, 'utf8'), ts.ScriptTarget.Latest, true);
      for (const text of textsIn(source)) thrown.add(text);
    }
  }
  t.deepEqual(
    ERROR_CODES.filter((code) => !thrown.has(code)),
    [],
  );
  const described = new Set(documentedRoutes().flatMap(problemsOf));
  t.deepEqual(
    ERROR_CODES.filter((code) => !described.has(code)),
    ['method_not_allowed', 'data_unreadable'],
  );
});

test.serial('The page of a code is shown without a script, an error or a question to others', async (t) => {
  const { url } = await enter();
  const { page, errors, strangers } = await openPage(t);
  await page.goto(`${url}/problems/device_not_found`);
  t.is(await page.locator('h1').innerText(), 'There is no such device');
  t.true(await page.locator('h2', { hasText: 'What to do' }).isVisible());
  await page.getByRole('link', { name: 'All codes' }).click();
  t.is(await page.locator('h2').count(), ERROR_CODES.length);
  t.deepEqual(errors, []);
  t.deepEqual(strangers, []);
});
