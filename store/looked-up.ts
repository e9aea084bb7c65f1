import type { TemplateCharacteristic } from '../domain/definition.ts';
import type { LookedUp } from '../domain/lookup.ts';
import type { Vault } from './vault.ts';

/** As it is sealed: what was checked before it was. */
interface Sealed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly document?: readonly TemplateCharacteristic[];
}

const place = (orderId: string): string => `orders.looked_up/${orderId}`;

/** What the provider's endpoint said of an order, sealed. */
export function sealLookedUp(vault: Vault, found: LookedUp, orderId: string): Buffer {
  return vault.seal(JSON.stringify(found), place(orderId));
}

/** @returns undefined when nothing was looked up */
export function openLookedUp(vault: Vault, sealed: Buffer | null, orderId: string): LookedUp | undefined {
  if (sealed === null) return undefined;
  const found: Sealed = JSON.parse(vault.open(sealed, place(orderId)).toString());
  return found;
}
