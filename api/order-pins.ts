import { Type } from '@sinclair/typebox';
import type { Caller } from '../domain/access.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, ID_PARAMS, NOTHING, UUID } from './schemas.ts';

export interface Pins {
  /**
   * Hands out a PIN that we made, once, with an entry in the audit trail.
   *
   * @throws ProvisioningError `order_not_found`, `pin_unavailable`, `pin_already_told`
   */
  reveal(caller: Caller, orderId: string): Promise<{ readonly run: number; readonly pin: string }>;
}

const PIN = closed({
  orderId: UUID,
  run: Type.Integer({ minimum: 1, description: 'The run that it is for' }),
  pin: Type.String({
    pattern: '^[0-9]+$',
    description: 'What the user types when the phone asks for it',
    examples: ['40718263'],
  }),
});

const DESCRIPTION = `For an order whose \`pin.way\` is \`client\`. Each run has a PIN of its own. It is handed out once, while the order is
open; with USERPINMAC it is there as soon as the document is, which is when the order is \`awaiting_acknowledgement\`.
Tell it to your user by another way than short message.`;

/** PINs that we make, as the calling system gets them for its user. */
export function orderPinRoutes({ pins }: { readonly pins: Pins }): Route[] {
  return [
    defineRoute(
      {
        method: 'POST',
        path: '/v1/orders/:id/pin/reveal',
        summary: 'Hands out the PIN of an order, once, and leaves an entry in the audit trail',
        description: DESCRIPTION,
        object: 'pins',
        operation: 'reveal',
        ownership: 'tenant',
        scope: 'pins:reveal',
        params: ID_PARAMS,
        query: NOTHING,
        headers: ANY_HEADERS,
        body: NOTHING,
        replies: { 200: PIN },
        absent: 'order_not_found',
        problems: ['pin_unavailable', 'pin_already_told'],
      },
      async ({ params: { id } }, caller) => {
        const { run, pin } = await pins.reveal(caller, id);
        return { status: 200, body: { orderId: id, run, pin } };
      },
    ),
  ];
}
