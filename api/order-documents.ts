import { Type } from '@sinclair/typebox';
import { decodeWbxml } from '../codecs/wbxml-decode.ts';
import { decodePush } from '../codecs/wsp-push.ts';
import { formatXml } from '../codecs/xml.ts';
import type { Caller } from '../domain/access.ts';
import { TRUSTS } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { maskDocument } from '../domain/masking.ts';
import type { Order } from '../domain/records.ts';
import type { MadeDocument, OrderMaterial } from '../domain/requests.ts';
import { defaultsOf, secretNames, secretValues } from '../domain/secret-parameters.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, ID_PARAMS, NOTHING, nullable, oneOf, TIME, UUID } from './schemas.ts';
import type { ApiStores } from './stores.ts';

type Stores = Pick<ApiStores, 'orders' | 'orderDocuments'>;

const RUN = Type.Integer({ minimum: 1, description: 'The run that it was made in' });

const DOCUMENTS = closed({
  orderId: UUID,
  security: oneOf(TRUSTS, 'How the document proves where it comes from'),
  erasedAt: nullable(
    Type.String({ format: 'date-time', description: 'When the documents were erased; then `runs` is empty' }),
  ),
  runs: Type.Array(
    closed({
      run: RUN,
      madeAt: TIME,
      wbxmlOctets: Type.Integer({ minimum: 1 }),
      pushOctets: Type.Integer({ minimum: 1 }),
      parts: Type.Integer({ minimum: 1, description: 'Short messages' }),
      forms: Type.Array(closed({ mediaType: Type.String(), octets: Type.Integer({ minimum: 1 }) }), {
        description: 'Further forms that were made of it, by the size of each',
      }),
      document: Type.String({ description: 'As XML, with `***` for every secret and every answer of the user' }),
    }),
    { description: 'One a run that came as far as delivery; every attempt of a run sends the same octets' },
  ),
});

const REVEALED = closed({
  orderId: UUID,
  run: RUN,
  document: Type.String({ description: 'As XML, in clear' }),
  wbxml: Type.String({
    pattern: '^([0-9a-f]{2})+$',
    description: 'The octets of the document, in hexadecimal digits',
    examples: ['030b6a0045c655018707060341636d650001010101'],
  }),
});

/** What went to the phone. */
export function orderDocumentRoutes(stores: Stores): Route[] {
  return [readRoute(stores), revealRoute(stores)];
}

function readRoute({ orders, orderDocuments }: Stores): Route {
  return defineRoute(
    {
      method: 'GET',
      path: '/v1/orders/:id/document',
      summary: 'Shows the documents that were made for an order, without their secrets',
      object: 'documents',
      operation: 'read',
      ownership: 'tenant',
      scope: 'documents:read',
      params: ID_PARAMS,
      query: NOTHING,
      headers: ANY_HEADERS,
      body: NOTHING,
      replies: { 200: DOCUMENTS },
      absent: 'order_not_found',
    },
    async ({ params: { id } }, { tenantId }) => {
      const [order, material] = await Promise.all([orders.find(tenantId, id), orders.materialOf(tenantId, id)]);
      if (order === undefined || material === undefined) throw orderNotFound();
      const made = await orderDocuments.list(tenantId, id);
      const runs = made.map((document) => presentDocument(document, material));
      return { status: 200, body: { orderId: id, security: order.security, erasedAt: order.erasedAt, runs } };
    },
  );
}

function revealRoute({ orders, orderDocuments }: Stores): Route {
  return defineRoute(
    {
      method: 'POST',
      path: '/v1/orders/:id/document/reveal',
      summary: 'Shows the newest document of an order in clear, and leaves an entry in the audit trail',
      object: 'documents',
      operation: 'reveal',
      ownership: 'tenant',
      scope: 'documents:reveal',
      params: ID_PARAMS,
      query: NOTHING,
      headers: ANY_HEADERS,
      body: NOTHING,
      replies: { 200: REVEALED },
      absent: 'order_not_found',
      problems: ['order_state_unfit', 'order_erased'],
    },
    async ({ params: { id } }, caller) => {
      const order = await orders.find(caller.tenantId, id);
      const made = await requireRevealed({ orderDocuments }, caller, { order, form: 'xml' });
      const { body: wbxml } = decodePush(made.push);
      return {
        status: 200,
        body: {
          orderId: id,
          run: made.run,
          document: formatXml(decodeWbxml(wbxml)),
          wbxml: Buffer.from(wbxml).toString('hex'),
        },
        headers: { 'Cache-Control': 'no-store' },
      };
    },
  );
}

/**
 * The newest document of an order in clear, with the audit entry of its being shown, and in which form.
 *
 * @throws ProvisioningError `order_not_found`, `order_erased`, `order_state_unfit` when none was made
 */
export async function requireRevealed(
  { orderDocuments }: Pick<Stores, 'orderDocuments'>,
  caller: Caller,
  { order, form }: { readonly order: Order | undefined; readonly form: 'xml' | 'smart_card' },
): Promise<MadeDocument> {
  if (order === undefined) throw orderNotFound();
  const made = await orderDocuments.reveal(caller, order.id, form);
  if (made !== undefined) return made;
  if (order.erasedAt !== null) {
    throw new ProvisioningError('order_erased', 'Cannot reveal the document: it has been erased');
  }
  throw new ProvisioningError(
    'order_state_unfit',
    `Cannot reveal the document: expected one that was made, got none in state ${order.state}`,
  );
}

function orderNotFound(): ProvisioningError {
  return new ProvisioningError('order_not_found', 'No order has this id');
}

/**
 * Read back from the octets that were sent, so that it is what the phone got. What came from a secret can be told by its
 * value only: every parm that holds one is hidden as a whole, and one too many rather than one too few.
 */
function presentDocument({ run, push, forms, partCount, madeAt }: MadeDocument, material: OrderMaterial) {
  const { body: wbxml } = decodePush(push);
  const secrets = secretsOf(material);
  const masked = maskDocument(decodeWbxml(wbxml), ({ value = '' }) => secrets.some((secret) => value.includes(secret)));
  return {
    run,
    madeAt,
    wbxmlOctets: wbxml.length,
    pushOctets: push.length,
    parts: partCount,
    forms: forms.map(({ mediaType, body }) => ({ mediaType, octets: body.length })),
    document: formatXml(masked),
  };
}

function secretsOf({ definition, parameters, answers }: OrderMaterial): string[] {
  const isSecret = secretNames(definition, Object.keys(answers));
  return [defaultsOf(definition), parameters, answers].flatMap((values) => secretValues(values, isSecret));
}
