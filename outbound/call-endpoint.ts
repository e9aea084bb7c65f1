import { type OutboundClient, OutboundError, type OutboundFault } from './https-client.ts';
import { signatureHeaders } from './sign.ts';

/** Largest answer of an endpoint, in octets: a whole document is a few thousand. */
const MOST_OCTETS = 65_536;
/** What may be over the next time. */
const TEMPORARY: readonly OutboundFault[] = ['unreachable', 'timeout'];

/** Where a call goes and what proves that it is ours. */
interface Endpoint {
  readonly definition: { readonly lookup?: { readonly url: string } };
  readonly secrets: readonly Uint8Array[];
}

interface Call {
  readonly id: string;
  readonly body: string;
  readonly timeoutMs: number;
}

/** Calls the endpoint of a definition, signed. */
export function createCallEndpoint(client: Pick<OutboundClient, 'post'>) {
  return async ({ definition: { lookup }, secrets }: Endpoint, { id, body, timeoutMs }: Call) => {
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = { 'content-type': 'application/json', ...signatureHeaders({ id, timestamp, body }, secrets) };
    try {
      const answer = await client.post({ url: lookup?.url ?? '', headers, body, timeoutMs, mostOctets: MOST_OCTETS });
      const { status, retryAfterSeconds = 0 } = answer;
      return { type: 'answered', status, retryAfterMs: retryAfterSeconds * 1_000, body: answer.body } as const;
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return { type: 'failed', why: error.fault, isTemporary: TEMPORARY.includes(error.fault) } as const;
    }
  };
}
