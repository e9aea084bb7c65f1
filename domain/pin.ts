import type { AskWay } from './asking.ts';
import type { Confirmation, ServiceDefinition } from './definition.ts';
import type { Trust } from './document.ts';
import { PIN_WAYS, type PinWay } from './pin-ways.ts';

export { PIN_WAYS, type PinWay };

/** What the user types is as long for USERPIN and USERNETWPIN unless a definition says. Four digits are found by trying within a moment. */
const PIN_DIGITS = 8;
/** The fewest and most that handsets ask for. */
export const PIN_DIGITS_RANGE = [4, 16] as const;
/** Of USERPINMAC this is the half that is drawn; the document makes another as long. Some handsets want ten in all. */
const HALF_DIGITS = 5;

/** Where a PIN of ours stands, as a tenant sees it: never the PIN. */
export interface OrderPin {
  readonly way: PinWay;
  /** When it was first told; null until then. */
  readonly toldAt: string | null;
}

/** What decides how the user of an order can learn a PIN. */
export interface PinCircumstances {
  /** Ways in which the user of this order is asked. */
  readonly ways: readonly AskWay[];
  readonly hasNumber: boolean;
  /** The tenant lets PINs go by short message. */
  readonly bySms: boolean;
}

/**
 * Draws a PIN: for USERPINMAC the half that the document does not make.
 *
 * @param digits - how long a whole one is
 * @param digit - a random digit, each as likely as the others and not to be foretold
 */
export function drawPin(method: Trust, digits: number | undefined, digit: () => number): string {
  return Array.from({ length: method === 'USERPINMAC' ? HALF_DIGITS : (digits ?? PIN_DIGITS) }, digit).join('');
}

/** Tells whether the PIN is known only once the document is. */
export function isPinOfDocument(method: Trust): boolean {
  return method === 'USERPINMAC';
}

/**
 * Tells whether an order with this definition lasts until its user has typed the PIN. One that ends when the document has
 * arrived takes its PIN with it before anybody could ask for it.
 */
export function outlastsArrival({ acknowledgement }: Pick<ServiceDefinition, 'acknowledgement'>): boolean {
  return acknowledgement.evidence === 'applied';
}

/** Tells whether everybody whose answer counts has a page of ours before him. */
export function isAnsweredOnPage(ways: readonly AskWay[], { onTimeout }: Pick<Confirmation, 'onTimeout'>): boolean {
  return ways.length > 0 && ways.every((way) => way === 'hosted') && (onTimeout ?? 'expire') === 'expire';
}

/** The first way of a definition that its user can be told a PIN; undefined when there is none. */
export function pinWayOf(
  definition: Pick<ServiceDefinition, 'delivery' | 'confirmation' | 'acknowledgement'>,
  { ways, hasNumber, bySms }: PinCircumstances,
): PinWay | undefined {
  const possible: Readonly<Record<PinWay, boolean>> = {
    page: outlastsArrival(definition) && isAnsweredOnPage(ways, definition.confirmation),
    client: outlastsArrival(definition),
    sms: bySms && hasNumber,
  };
  return (definition.delivery.pin ?? PIN_WAYS).find((way) => possible[way]);
}
