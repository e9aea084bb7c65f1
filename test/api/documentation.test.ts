import { readFileSync } from 'node:fs';
import test from 'ava';
import { documentedRoutes } from '../../api/app.ts';
import { fillMarked, pagesFrom } from '../../api/documentation.ts';

for (const { path, sections } of pagesFrom(documentedRoutes())) {
  test(`${path} says what the code says (npm run docs)`, (t) => {
    const page = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    t.is(page, fillMarked(page, sections));
  });
}

test('fillMarked() refuses a page without the marks of a section', (t) => {
  t.throws(() => fillMarked('<!-- begin a -->', { a: 'text' }), { message: /section a/ });
});
