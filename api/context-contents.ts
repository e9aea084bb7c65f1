import { decodeWbxml } from '../codecs/wbxml-decode.ts';
import { decodePush } from '../codecs/wsp-push.ts';
import type { Context, ContextDocument } from '../domain/context.ts';
import type { Characteristic } from '../domain/document.ts';
import type { ContextReply } from './context-schemas.ts';
import { presentContext } from './context-schemas.ts';
import type { Contexts } from './context-stores.ts';

/** Shows contexts with what of the tenant's own came into each. */
export async function presentContexts(
  contexts: Pick<Contexts, 'contents'>,
  tenantId: string,
  found: readonly Context[],
): Promise<ContextReply[]> {
  const contents = await contexts.contents(
    tenantId,
    found.map(({ id }) => id),
  );
  return found.map((context) =>
    presentContext(context, contents.filter(({ contextId }) => contextId === context.id).map(presentDocument)),
  );
}

function presentDocument({ orderId, run, definition, kind, evidence, settledAt, push }: ContextDocument) {
  const { name, version } = definition;
  const settings = push === null ? null : decodeWbxml(decodePush(push).body).characteristics.map(labelOf);
  return { orderId, run, definition: { name, version }, kind, evidence, settledAt, settings };
}

/** What is set up, and nothing of how: of an application also which. */
function labelOf({ type, parms }: Characteristic): string {
  const id = type === 'APPLICATION' ? parms.find(({ name }) => name === 'APPID')?.value : undefined;
  return id === undefined ? type : `${type} ${id}`;
}
