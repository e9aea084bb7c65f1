import { createAsk } from './ask.ts';
import { createDeliver, type DeliverDeps } from './deliver.ts';
import { createSettle, type SettleDeps } from './settle.ts';

export type ActivityDeps = DeliverDeps & SettleDeps & Parameters<typeof createAsk>[0];

export type Activities = ReturnType<typeof createActivities>;

/** The deeds of a provisioning run, given what they need from outside. */
export function createActivities(deps: ActivityDeps) {
  return { ask: createAsk(deps), deliver: createDeliver(deps), settle: createSettle(deps) };
}
