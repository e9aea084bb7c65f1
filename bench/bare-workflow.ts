import { condition, defineSignal, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';

/** What the engine alone can do: the shape of provisionDevice with deeds that do nothing. */
export type BareShape = 'local' | 'mixed' | 'ordinary';
export const bareSignal = defineSignal('receipt');

interface Deeds {
  /** Does nothing but have a receipt come a moment later. */
  deliver(): Promise<void>;
  settle(): Promise<void>;
}

const local = proxyLocalActivities<Deeds>({ startToCloseTimeout: '60 seconds' });
const ordinary = proxyActivities<Deeds>({ startToCloseTimeout: '60 seconds' });

/**
 * Deliver, wait for a receipt under a timer, settle. `local`: both deeds are local activities, as ours are; `mixed`: the
 * delivery is an ordinary one; `ordinary`: both are.
 */
export async function bareOrder(shape: BareShape): Promise<void> {
  let told = false;
  setHandler(bareSignal, () => {
    told = true;
  });
  await (shape === 'local' ? local : ordinary).deliver();
  await condition(() => told, '2 days');
  await (shape === 'ordinary' ? ordinary : local).settle();
}
