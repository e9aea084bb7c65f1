import { journalRoutes } from './journal-routes.ts';
import type { Route } from './json-server.ts';
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
  return [...journalRoutes({ log, script }), { method: 'GET', path: /^\/pushes$/, handle: pushes.list }];
}
