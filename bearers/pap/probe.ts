import type { PapBody } from '../../codecs/pap-push-body.ts';
import { formatPap } from '../../codecs/pap-write.ts';
import type { PapSettings } from './options.ts';

/**
 * Asks the gateway what became of a push that never was. Nothing comes of it, and whatever it answers shows that it is there;
 * unlike a bare connection, it also shows whether our credentials are taken.
 */
export function composeProbe({ initiator }: Pick<PapSettings, 'initiator'>): PapBody {
  const question = formatPap({ type: 'statusquery-message', pushId: `probe@${initiator}`, addresses: [] });
  return { contentType: 'application/xml', body: Buffer.from(question) };
}
