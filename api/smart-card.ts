import { Type } from '@sinclair/typebox';
import { CONNECTIVITY_WBXML } from '../codecs/wsp-names.ts';
import { decodePush } from '../codecs/wsp-push.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { requireRevealed } from './order-documents.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, ID_PARAMS, NOTHING } from './schemas.ts';
import type { ApiStores } from './stores.ts';

const DESCRIPTION = `The octets of the newest document of the order, as the bootstrap file of a smart card holds them: WBXML from its first octet
to its last, without SEC and MAC, because who writes the card is trusted. It holds secrets in clear, so it leaves an entry in the audit trail. How the file is
named, found and protected on the card is the matter of whoever makes the card.`;

/** The file by which a smart card brings a bootstrap document to whatever phone it is put into (OMA ProvSC). */
export function smartCardRoutes(stores: Pick<ApiStores, 'orders' | 'orderDocuments'>): Route[] {
  return [
    defineRoute(
      {
        method: 'POST',
        path: '/v1/orders/:id/smart-card-file',
        summary: 'Gives the file for a smart card of a bootstrap order, and leaves an entry in the audit trail',
        description: DESCRIPTION,
        object: 'documents',
        operation: 'reveal',
        ownership: 'tenant',
        scope: 'documents:reveal',
        params: ID_PARAMS,
        query: NOTHING,
        headers: ANY_HEADERS,
        body: NOTHING,
        replies: { 200: Type.Unsafe<Uint8Array>({ description: 'The content of the file' }) },
        produces: CONNECTIVITY_WBXML,
        absent: 'order_not_found',
        problems: ['order_state_unfit', 'order_erased'],
      },
      async ({ params: { id } }, caller) => {
        const order = await stores.orders.find(caller.tenantId, id);
        if (order !== undefined && order.kind !== 'bootstrap') {
          throw new ProvisioningError(
            'order_state_unfit',
            'Cannot make a file for a smart card: expected an order of kind bootstrap, got one of kind provisioning',
          );
        }
        const { push } = await requireRevealed(stores, caller, { order, form: 'smart_card' });
        return {
          status: 200,
          body: Buffer.from(decodePush(push).body),
          headers: { 'Cache-Control': 'no-store', 'Content-Disposition': 'attachment; filename="bootstrap.wbxml"' },
        };
      },
    ),
  ];
}
