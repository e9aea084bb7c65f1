import { Type } from '@sinclair/typebox';
import type { Caller } from '../domain/access.ts';
import { qrCodeSvg } from './qr-code.ts';
import { defineRoute, type Route } from './route.ts';
import { closed, ID_PARAMS, NOTHING, TIME, UUID } from './schemas.ts';

export interface Links {
  /**
   * The link of the page on which an order's user is asked now, with an entry in the audit trail.
   *
   * @throws ProvisioningError `order_not_found`, `link_unavailable`
   */
  reveal(
    caller: Caller,
    orderId: string,
  ): Promise<{ readonly run: number; readonly token: string; readonly until: string }>;
}

const LINK = closed({
  orderId: UUID,
  run: Type.Integer({ minimum: 1, description: 'The run that it is for' }),
  url: Type.String({
    format: 'uri',
    description: 'The page. Whoever has it can answer for the user: give it to nobody else, and keep it out of logs',
    examples: ['https://links.example/a/q83vEjRWeJCrze8SNFZ4kA'],
  }),
  until: TIME,
});

const SVG = 'image/svg+xml';
const HEADERS = Type.Object({
  accept: Type.Optional(Type.String({ description: `With \`${SVG}\` the link comes as a QR code`, examples: [SVG] })),
});

const DESCRIPTION = `For an order of a definition whose \`confirmation.link\` is \`client\`: we send the user nothing, and you give him the link, or show
it as a QR code (\`Accept: ${SVG}\`). It is there while the order is \`awaiting_user\` with \`asking.way\` \`hosted\`, and may be had
again; each time leaves an entry in the audit trail.`;

/** Links to our pages, for the calling system to hand over. */
export function orderLinkRoutes({ links, publicUrl }: { readonly links: Links; readonly publicUrl: string }): Route[] {
  return [
    defineRoute(
      {
        method: 'POST',
        path: '/v1/orders/:id/link/reveal',
        summary: 'Hands out the link to the page on which the user of an order is asked, also as a QR code',
        description: DESCRIPTION,
        object: 'links',
        operation: 'reveal',
        ownership: 'tenant',
        scope: 'links:reveal',
        params: ID_PARAMS,
        query: NOTHING,
        headers: HEADERS,
        body: NOTHING,
        replies: { 200: Type.Union([LINK, Type.String()]) },
        produces: ['application/json', SVG],
        absent: 'order_not_found',
        problems: ['link_unavailable'],
      },
      async ({ params: { id }, headers: { accept = '' } }, caller) => {
        const { run, token, until } = await links.reveal(caller, id);
        const url = `${publicUrl}/a/${token}`;
        return accept.toLowerCase().includes(SVG)
          ? { status: 200, body: qrCodeSvg(url), headers: { 'Content-Type': SVG, Vary: 'Accept' } }
          : { status: 200, body: { orderId: id, run, url, until }, headers: { Vary: 'Accept' } };
      },
    ),
  ];
}
