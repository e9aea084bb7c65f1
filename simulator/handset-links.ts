import { CONNECTIVITY_WBXML } from '../codecs/wsp-names.ts';
import { SECURITY_METHODS } from '../domain/document.ts';
import type { SignedBody } from './handset-mac.ts';

/** A document with what came with it. */
export interface FetchedDocument {
  readonly contentType: string;
  readonly security?: SignedBody['security'];
  readonly mac?: string;
  readonly body: Uint8Array;
}

/** Where links to settings are found in a text. */
const LINK = /https?:\/\/\S+\/p\/\S+/;
const LONGEST_MS = 30_000;

/** What a handset does with links to settings in messages: fetches what they lead to, as a phone that takes settings does. */
export function createLinkOpener(take: (from: string, document: FetchedDocument) => void) {
  const stopping = new AbortController();

  async function fetchDocument(url: string): Promise<FetchedDocument> {
    const response = await fetch(url, {
      headers: { accept: CONNECTIVITY_WBXML },
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(LONGEST_MS)]),
    });
    const body = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200) throw new Error(`Cannot fetch document: got ${response.status}`);
    return { ...readContentType(response.headers.get('content-type') ?? ''), body };
  }

  return {
    /** Comes to the provisioning URL of a context for what waits there. */
    async come(url: string, taken: (document: FetchedDocument) => void): Promise<number> {
      const response = await fetch(url, {
        headers: { accept: CONNECTIVITY_WBXML },
        signal: AbortSignal.timeout(LONGEST_MS),
      });
      const body = new Uint8Array(await response.arrayBuffer());
      if (response.status === 200) taken({ ...readContentType(response.headers.get('content-type') ?? ''), body });
      return response.status;
    },

    /** @param failed - told when nothing came of it */
    open(text: string, from: string, failed: () => void): void {
      const [url] = LINK.exec(text) ?? [];
      if (url === undefined) return;
      fetchDocument(url).then(
        (document) => take(from, document),
        () => (stopping.signal.aborted ? undefined : failed()),
      );
    },
    stop: (): void => stopping.abort(),
  };
}

/** The media type with SEC and MAC. Written apart from the sending side: a mistake that both shared would never show. */
function readContentType(text: string): Omit<FetchedDocument, 'body'> {
  const [contentType = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name.toUpperCase(), value.replaceAll('"', '')];
    }),
  );
  const security = SECURITY_METHODS[Number(parameters.get('SEC') ?? -1)];
  const mac = parameters.get('MAC');
  return { contentType, ...(security !== undefined && { security }), ...(mac !== undefined && { mac }) };
}
