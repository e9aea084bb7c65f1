import { connect, constants } from 'node:http2';

const METHOD = '/temporal.api.operatorservice.v1.OperatorService/ListSearchAttributes';
/** ListSearchAttributesRequest.namespace, a string, is field 1. */
const NAMESPACE_TAG = 0x0a;
/** gRPC over HTTP/2: one octet for "compressed", four for the length (PROTOCOL-HTTP2.md, Length-Prefixed-Message). */
const FRAME_HEADER_OCTETS = 5;
const LIMIT_MS = 2_000;

export interface TemporalProbe {
  readonly port: number;
  readonly namespace: string;
  /** Names that must be there already, so that the first search does not fail. */
  readonly searchAttributes: readonly string[];
}

/**
 * Whether a Temporal server on 127.0.0.1 answers for the namespace and knows the search attributes.
 *
 * One call by hand instead of a client: the launcher asks a few times a second, long before anything else needs the
 * Temporal packages, which take a second to load.
 */
export async function isTemporalReady({ port, namespace, searchAttributes }: TemporalProbe): Promise<boolean> {
  const reply = await callOnce(port, frame(namespace));
  return reply !== undefined && searchAttributes.every((name) => reply.includes(name));
}

/** The reply's octets, or undefined for anything but gRPC status 0. */
async function callOnce(port: number, body: Uint8Array): Promise<Buffer | undefined> {
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    return await new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let status = '';
      const giveUp = () => resolve(undefined);
      session.on('error', giveUp);
      session.setTimeout(LIMIT_MS, giveUp);
      const stream = session.request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: METHOD,
        [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
        te: 'trailers',
      });
      stream.on('trailers', (trailers) => {
        status = String(trailers['grpc-status']);
      });
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', giveUp);
      stream.on('close', () => resolve(status === '0' ? Buffer.concat(chunks) : undefined));
      stream.end(body);
    });
  } finally {
    session.destroy();
  }
}

function frame(namespace: string): Uint8Array {
  const name = Buffer.from(namespace);
  const message = Buffer.concat([Buffer.of(NAMESPACE_TAG, name.length), name]);
  const header = Buffer.alloc(FRAME_HEADER_OCTETS);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}
