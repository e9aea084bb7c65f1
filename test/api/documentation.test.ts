import { readFileSync } from 'node:fs';
import test from 'ava';
import { createRoutes } from '../../api/app.ts';
import { PROBLEM_TYPES } from '../../api/problems.ts';
import { createMemoryStores } from '../helpers/memory-stores.ts';

const page = readFileSync(new URL('../../docs/http.md', import.meta.url), 'utf8');

test('docs/http.md has every route with its scope, and no other', (t) => {
  const settings = { maxBacklog: 1, retryMs: 1, maxRetryMs: 1, inDoubtMs: 1, temporalProbe: async () => {} };
  const routes = createRoutes({ stores: createMemoryStores(), runs: { start() {}, tell() {} }, settings });
  const wanted = routes.map(({ method, path, ...route }) => {
    const scope = 'scope' in route && route.scope ? `\`${route.scope}\`` : 'no key';
    return `| \`${method} ${path}\` | ${scope} | ${route.summary} |`;
  });
  const shown = page.split('\n').filter((line) => /^\| `(GET|POST|PUT|PATCH|DELETE) /.test(line));
  t.deepEqual(shown, wanted);
});

test('docs/http.md has every error code with its status', (t) => {
  for (const [code, { status, title }] of Object.entries(PROBLEM_TYPES)) {
    t.true(page.includes(`| \`${code}\` | ${status} | ${title} |`), code);
  }
});
