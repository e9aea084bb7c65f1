import { openLookedUp } from './looked-up.ts';
import { ORDER_PLACES, openObject } from './orders.ts';
import type { Vault } from './vault.ts';

/** Names of what need not be asked: it came with the order, or was looked up. */
export function givenOf(
  order: { readonly parameters_sealed: Buffer | null; readonly looked_up_sealed: Buffer | null },
  orderId: string,
  vault: Vault,
): string[] {
  const parameters = openObject(vault, order.parameters_sealed, ORDER_PLACES.parameters(orderId));
  return Object.keys({ ...openLookedUp(vault, order.looked_up_sealed, orderId)?.values, ...parameters });
}
