import { createHash } from 'node:crypto';
import { type Static, Type } from '@sinclair/typebox';
import { ERROR_CODES, type ErrorCode } from '../domain/errors.ts';
import { PROBLEM_TYPES } from './problems.ts';
import { REMEDIES } from './remedies.ts';
import { definePublicRoute, type Reply, type Route } from './route.ts';
import { closed, NOTHING, named, oneOf } from './schemas.ts';

const PAGE = named(
  'ProblemPage',
  closed({
    type: Type.String({
      description: 'What the `type` of such a problem says',
      examples: ['/problems/device_not_found'],
    }),
    code: oneOf(ERROR_CODES, 'What programs branch on'),
    status: Type.Integer({ minimum: 400, maximum: 599, description: 'The usual status; a call may answer another' }),
    title: Type.String(),
    means: Type.String({ description: 'When it is given' }),
    remedy: Type.String({ description: 'What to do, in Markdown' }),
  }),
);
const PAGES = named('ProblemPages', closed({ items: Type.Array(PAGE) }));

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
code{background:#eee;padding:0 .2em}
@media (prefers-color-scheme:dark){body{background:#111;color:#ddd}code{background:#333}a{color:#8bf}}`;

const HTML_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  'Cache-Control': 'public, max-age=3600',
  Vary: 'Accept',
} as const;
const JSON_HEADERS = {
  'Content-Type': 'application/json',
  'Cache-Control': 'public, max-age=3600',
  Vary: 'Accept',
} as const;

const SHAPE = {
  method: 'GET',
  object: 'service',
  operation: 'read',
  ownership: 'public',
  scope: null,
  query: NOTHING,
  headers: Type.Object({
    accept: Type.Optional(Type.String({ description: 'JSON when it is asked for and HTML is not' })),
  }),
  body: NOTHING,
  produces: ['text/html', 'application/json'],
} as const;

/** Pages about the codes of errors, where the `type` of a problem leads: what it means, what to do. */
export function problemPageRoutes(): Route[] {
  return [
    definePublicRoute(
      {
        ...SHAPE,
        path: '/problems',
        operationId: 'listProblems',
        summary: 'Lists the codes of errors with what they mean and what to do',
        params: NOTHING,
        replies: { 200: Type.Union([Type.String(), PAGES]) },
      },
      ({ headers }) => {
        const items = ERROR_CODES.map(describe);
        return Promise.resolve(
          isJsonWanted(headers.accept)
            ? asJson({ items })
            : asHtml('Errors', `<h1>Errors</h1>\n${items.map(itemHtml).join('\n')}`),
        );
      },
    ),
    definePublicRoute(
      {
        ...SHAPE,
        path: '/problems/:code',
        operationId: 'getProblem',
        summary: 'Says what the code of an error means and what to do',
        params: closed({ code: oneOf(ERROR_CODES, 'The code') }),
        replies: { 200: Type.Union([Type.String(), PAGE]) },
      },
      ({ params: { code }, headers }) => {
        const page = describe(code);
        return Promise.resolve(isJsonWanted(headers.accept) ? asJson(page) : asHtml(page.title, pageHtml(page)));
      },
    ),
  ];
}

function describe(code: ErrorCode): Static<typeof PAGE> {
  const { status, title } = PROBLEM_TYPES[code];
  return { type: `/problems/${code}`, code, status, title, ...REMEDIES[code] };
}

/** A browser asks for HTML; a program that asks for JSON alone gets it. */
function isJsonWanted(accept = ''): boolean {
  return /application\/json/i.test(accept) && !/text\/html/i.test(accept);
}

function asJson(body: object): Reply {
  return { status: 200, body, headers: JSON_HEADERS };
}

function asHtml(title: string, content: string): Reply {
  const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body>
${content}
<p><a href="/problems">All codes</a> · <a href="/reference">API reference</a></p>
</body>
</html>
`;
  return { status: 200, body, headers: HTML_HEADERS };
}

function pageHtml({ code, status, title, means, remedy }: Static<typeof PAGE>): string {
  return `<h1>${escape(title)}</h1>
<p><code>${code}</code>, usually with status ${status}</p>
<p>${prose(means)}</p>
<h2>What to do</h2>
<p>${prose(remedy)}</p>`;
}

function itemHtml({ code, title, means }: Static<typeof PAGE>): string {
  return `<h2><a href="/problems/${code}">${escape(title)}</a></h2>
<p><code>${code}</code>. ${prose(means)}</p>`;
}

/** What stands between back-quotes is code. */
function prose(text: string): string {
  return escape(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
