import { hkdfSync } from 'node:crypto';
import { reportAsWord } from '../activities/inbound.ts';
import { readAnswers } from '../api/answers.ts';
import { servedDocument } from '../codecs/served-document.ts';
import { createPages, type Pages, type PagesDeps } from '../console/dialogue/pages.ts';
import type { Config } from './config.ts';
import { type createLog, describeError } from './logging.ts';

const DAY_MS = 86_400_000;
const STAMP_KEY_OCTETS = 32;

/** Wires the pages of subscribers. */
export function openPages(
  config: Pick<Config, 'publicUrl' | 'secretKey' | 'linkLifeDays' | 'trustedProxies'>,
  {
    answers,
    consents,
    documentLinks,
    contextDocuments,
    finish,
    runs,
    log,
  }: Pick<PagesDeps, 'answers' | 'consents' | 'runs'> & {
    readonly documentLinks: PagesDeps['documents']['documentLinks'];
    readonly finish: PagesDeps['documents']['finish'];
    readonly contextDocuments: PagesDeps['documents']['contextDocuments'];
    readonly log: ReturnType<typeof createLog>;
  },
): Pages {
  const stampKey = hkdfSync('sha256', config.secretKey, '', 'dm-wsi page stamps 1', STAMP_KEY_OCTETS);
  const pages = createPages({
    answers,
    consents,
    documents: {
      documentLinks,
      contextDocuments,
      finish,
      formsOf: ({ push, forms }) => [...servedDocument(push), ...forms],
      fetched: (report) => runs.tell(report, reportAsWord(report)),
    },
    readAnswers,
    runs,
    log: log.info,
    settings: {
      publicUrl: config.publicUrl,
      stampKey: new Uint8Array(stampKey),
      linkLifeMs: config.linkLifeDays * DAY_MS,
      trustedProxies: config.trustedProxies,
    },
  });
  pages.app.on('error', (error) => log.error({ event: 'page.unforeseen', ...describeError(error) }));
  return pages;
}
