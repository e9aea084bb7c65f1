import { type AskDeps, createAsk, createCloseAsking, createRemind } from './ask.ts';
import { createDeliver, type DeliverDeps } from './deliver.ts';
import { createLookUp, type LookUpDeps } from './look-up.ts';
import { createSettle, type SettleDeps } from './settle.ts';
import { createTellPin, type TellPinDeps } from './tell-pin.ts';

export type ActivityDeps = Omit<DeliverDeps, 'tellPin'> & TellPinDeps & SettleDeps & AskDeps & LookUpDeps;

export type Activities = ReturnType<typeof createActivities>;

/** The deeds of a provisioning run, given what they need from outside. */
export function createActivities(deps: ActivityDeps) {
  return {
    lookUp: createLookUp(deps),
    ask: createAsk(deps),
    remind: createRemind(deps),
    closeAsking: createCloseAsking(deps),
    deliver: createDeliver({ ...deps, tellPin: createTellPin(deps) }),
    settle: createSettle(deps),
  };
}
