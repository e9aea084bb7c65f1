import type { Route } from './json-server.ts';
import { parseSince } from './parse-input.ts';
import type { PpgLog } from './ppg-log.ts';
import type { Pushes } from './ppg-pushes.ts';
import type { PushScript } from './ppg-script.ts';

interface ControlDeps {
  readonly log: Pick<PpgLog, 'since' | 'clear'>;
  readonly script: Pick<PushScript, 'replace' | 'clear' | 'list'>;
  readonly pushes: Pick<Pushes, 'list'>;
}

/** The control port: what the gateway saw and holds, and what it is to do. */
export function ppgControlRoutes({ log, script, pushes }: ControlDeps): Route[] {
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
    { method: 'GET', path: /^\/pushes$/, handle: pushes.list },
  ];
}
