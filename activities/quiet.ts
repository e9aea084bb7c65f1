import type { OrderEvent, Reason } from '../domain/order.ts';
import { type QuietHours, quietUntil } from '../domain/quiet-hours.ts';

interface RunKey {
  readonly orderId: string;
  readonly run: number;
}

export interface WaitDeps {
  readonly waits: {
    /** Shows until when an order that is open waits, and why. Without a state it stays in the one it is in. */
    putOff(key: RunKey, wait: { reason: Reason; until: Date; state: 'delivering' | null }): Promise<void>;
  };
}

export interface QuietDeps {
  readonly waits: WaitDeps['waits'] & {
    /** Where the phone of an order is. */
    zoneOf(orderId: string): Promise<string>;
  };
}

/**
 * What is to become of something that would go to a phone now: nothing until its quiet hours are over, if they are not.
 *
 * Safe to run again: it looks at the clock anew.
 *
 * @param zone - where the phone is, when that is known already
 */
export async function heldBack(
  { waits }: QuietDeps,
  { orderId, run }: RunKey,
  {
    hours,
    zone,
    state,
  }: {
    readonly hours: QuietHours | undefined;
    readonly zone?: string;
    readonly state: 'delivering' | null;
  },
): Promise<Extract<OrderEvent, { type: 'put_off' }> | undefined> {
  if (hours === undefined) return undefined;
  const now = Date.now();
  const until = quietUntil(hours, zone ?? (await waits.zoneOf(orderId)), now);
  if (until === undefined) return undefined;
  await waits.putOff({ orderId, run }, { reason: 'quiet_hours', until: new Date(until), state });
  return { type: 'put_off', ms: until - now, reason: 'quiet_hours' };
}
