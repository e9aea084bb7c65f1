import { Type } from '@sinclair/typebox';
import type { Caller } from '../domain/access.ts';
import { qrCodeSvg } from './qr-code.ts';
import { defineRoute, type Route } from './route.ts';
import { closed, ID_PARAMS, NOTHING, TIME, UUID } from './schemas.ts';

export interface Links {
  /**
   * The link that an order's user is to have now, to the page on which he is asked or to his document, with an entry in the audit
   * trail. Its path is below our public address.
   *
   * @throws ProvisioningError `order_not_found`, `link_unavailable`
   */
  reveal(
    caller: Caller,
    orderId: string,
  ): Promise<{ readonly run: number; readonly path: string; readonly until: string }>;
}

const LINK = closed({
  orderId: UUID,
  run: Type.Integer({ minimum: 1, description: 'The run that it is for' }),
  url: Type.String({
    format: 'uri',
    description:
      'The page, or the document. Whoever has it can answer for the user, or fetch: give it to nobody else, and keep it out of logs',
    examples: ['https://links.example/a/q83vEjRWeJCrze8SNFZ4kA'],
  }),
  until: TIME,
});

const SVG = 'image/svg+xml';
const HEADERS = Type.Object({
  accept: Type.Optional(Type.String({ description: `With \`${SVG}\` the link comes as a QR code`, examples: [SVG] })),
});

const DESCRIPTION = `For what you give to the user yourself, as a link or as a QR code (\`Accept: ${SVG}\`); we send him nothing. Either the
page on which he is asked, of a definition whose \`confirmation.link\` is \`client\`: it is there while the order is \`awaiting_user\`
with \`asking.way\` \`hosted\`. Or his document, where an attempt goes by a bearer of kind \`pull\` with \`link=client\`: it is
there while the order is open and fetches are left. Either may be had again; each time leaves an entry in the audit trail.`;

/** Links to our pages, for the calling system to hand over. */
export function orderLinkRoutes({ links, publicUrl }: { readonly links: Links; readonly publicUrl: string }): Route[] {
  return [
    defineRoute(
      {
        method: 'POST',
        path: '/v1/orders/:id/link/reveal',
        summary: 'Hands out the link to the page or the document for the user of an order, also as a QR code',
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
        const { run, path, until } = await links.reveal(caller, id);
        const url = publicUrl + path;
        return accept.toLowerCase().includes(SVG)
          ? { status: 200, body: qrCodeSvg(url), headers: { 'Content-Type': SVG, Vary: 'Accept' } }
          : { status: 200, body: { orderId: id, run, url, until }, headers: { Vary: 'Accept' } };
      },
    ),
  ];
}
