import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { decodeWbxml } from '../../codecs/wbxml-decode.ts';
import { encodeWbxml } from '../../codecs/wbxml-encode.ts';
import { formatXml, parseXml } from '../../codecs/xml.ts';
import type { Exhibit } from './documents.ts';
import { inTemporaryFolder, outputOf } from './programs.ts';
import type { Verdict } from './verdict.ts';

export const PROGRAMS = ['wbxml2xml', 'xml2wbxml'];

/**
 * libwbxml reads what we wrote, and we read what libwbxml wrote. Trees are compared, not octets: its encoder puts tokens
 * for parts of values (`N-PAP` as `N-` and PAP), which is allowed and which we never do.
 */
export async function judge({ document }: Exhibit): Promise<Verdict> {
  return inTemporaryFolder(async (folder) => {
    const [ours, read, xml, written] = ['ours.wbxml', 'read.xml', 'ours.xml', 'written.wbxml'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    await writeFile(ours, encodeWbxml(document));
    await outputOf('wbxml2xml', ['-o', read, ours]);
    if (!isDeepStrictEqual(parseXml(await readFile(read, 'utf8')), document)) {
      return { type: 'disagrees', reason: 'it reads another document in our octets' };
    }
    await writeFile(xml, formatXml(document));
    await outputOf('xml2wbxml', ['-v', '1.3', '-n', '-o', written, xml]);
    if (!isDeepStrictEqual(decodeWbxml(await readFile(written)), document)) {
      return { type: 'disagrees', reason: 'we read another document in its octets' };
    }
    return { type: 'agrees', on: 'the tree, both ways' };
  });
}
