import { MATRIX, ROLES, type Role } from '../domain/access.ts';
import { ERROR_CODES } from '../domain/errors.ts';
import { table } from './markdown.ts';
import { actTable, eventTable } from './order-tables.ts';
import { PROBLEM_TYPES } from './problems.ts';
import { REMEDIES } from './remedies.ts';
import type { RouteDeclaration } from './route.ts';

/** Pages under docs/ and the sections of them that are made from the code, by name. */
interface Page {
  readonly path: string;
  readonly sections: Readonly<Record<string, string>>;
}

type Documented = Pick<RouteDeclaration, 'method' | 'path' | 'scope' | 'summary'>;

export function pagesFrom(routes: readonly Documented[]): Page[] {
  return [
    { path: 'docs/http.md', sections: { routes: routeTable(routes), errors: errorTable() } },
    { path: 'docs/errors.md', sections: { codes: errorPages() } },
    { path: 'docs/access.md', sections: { roles: roleTable(), matrix: matrixTable() } },
    { path: 'docs/orders.md', sections: { acts: actTable(), happenings: eventTable() } },
  ];
}

/**
 * Puts sections between their marks, `<!-- begin NAME -->` and `<!-- end NAME -->`.
 *
 * @throws Error when a page has no such marks
 */
export function fillMarked(page: string, sections: Page['sections']): string {
  return Object.entries(sections).reduce((text, [name, section]) => {
    const begin = `<!-- begin ${name} -->`;
    const start = text.indexOf(begin);
    const end = text.indexOf(`<!-- end ${name} -->`);
    if (start < 0 || end < start) throw new Error(`Cannot write the section ${name}: the page has no marks for it`);
    return `${text.slice(0, start + begin.length)}\n${section}\n${text.slice(end)}`;
  }, page);
}

function routeTable(routes: readonly Documented[]): string {
  const rows = routes.map(({ method, path, scope, summary }) => [
    `\`${method} ${path}\``,
    scope === null ? 'no key' : `\`${scope}\``,
    summary,
  ]);
  return table(['call', 'scope', 'what it does'], rows);
}

function errorTable(): string {
  const rows = Object.entries(PROBLEM_TYPES).map(([code, { status, title }]) => [`\`${code}\``, String(status), title]);
  return table(['code', 'status', 'meaning'], rows);
}

/** What the pages at `/problems/<code>` say. */
function errorPages(): string {
  const pages = ERROR_CODES.map((code) => {
    const { status, title } = PROBLEM_TYPES[code];
    const { means, remedy } = REMEDIES[code];
    return `## \`${code}\`\n\n**${title}** (${status}). ${means}\n\n${remedy}\n`;
  });
  return `\n${pages.join('\n')}`;
}

function roleTable(): string {
  return table(
    ['role', 'what it is for'],
    Object.entries(ROLES).map(([role, meaning]) => [`\`${role}\``, meaning]),
  );
}

function matrixTable(): string {
  const roles = Object.keys(ROLES);
  const rows = Object.entries(MATRIX).flatMap(([object, operations]) =>
    Object.entries<readonly Role[]>(operations).map(([operation, allowed]) => [
      `\`${object}:${operation}\``,
      ...roles.map((role) => (allowed.some((one) => one === role) ? 'yes' : '–')),
    ]),
  );
  return table(['object:operation', ...roles], rows);
}
