import type { Route } from './json-server.ts';
import { parseSince } from './parse-input.ts';

interface JournalDeps {
  readonly log: { readonly since: (number: number) => unknown; readonly clear: () => void };
  readonly script: {
    readonly list: () => unknown;
    readonly replace: (input: unknown) => void;
    readonly clear: () => void;
  };
}

/** What every simulator of a network lets be asked and told: what it saw, and what it is to do to the messages to come. */
export function journalRoutes({ log, script }: JournalDeps): Route[] {
  return [
    { method: 'GET', path: /^\/log$/, handle: ({ query }) => log.since(parseSince(query)) },
    { method: 'DELETE', path: /^\/log$/, handle: log.clear },
    { method: 'GET', path: /^\/script$/, handle: script.list },
    {
      method: 'PUT',
      path: /^\/script$/,
      handle: ({ body }) => {
        script.replace(body);
        return script.list();
      },
    },
    { method: 'DELETE', path: /^\/script$/, handle: script.clear },
  ];
}
