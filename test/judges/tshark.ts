import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PDU } from 'smpp';
import { parseXml } from '../../codecs/xml.ts';
import { type CpDocument, SECURITY_METHODS } from '../../domain/document.ts';
import type { Exhibit } from './documents.ts';
import { encodeMessage, type Message } from './message.ts';
import { inTemporaryFolder, outputOf } from './programs.ts';
import type { Verdict } from './verdict.ts';

export const PROGRAMS = ['text2pcap', 'tshark'];

const SMPP_PORT = 2775;
const DISSECT = ['-d', `tcp.port==${SMPP_PORT},smpp`];
const FIELDS = [
  'gsm_sms.destination_port',
  'gsm_sms.originator_port',
  'gsm_sms.udh.mm.msg_id',
  'gsm_sms.udh.mm.msg_parts',
  'gsm_sms.udh.mm.msg_part',
  'wsp.header.content_type',
  'wsp.parameter.sec',
  'wsp.parameter.mac',
  'wbxml.public_id.known',
] as const;
const WSP_PORT = 9200;
const PUSH_PORT = 2948;

/**
 * tshark dissects what we send, as submit_sm PDUs: ports, concatenation and reassembly, content type, SEC, MAC, and the
 * WBXML down to each token. It is lenient (nothing is ever "malformed"), so that what it shows is compared, not whether it
 * complains. Left out: what it does not know, the tokens 05 and 06 of page 1, which we do not write.
 */
export async function judgeAll(exhibits: readonly Exhibit[]): Promise<Verdict[]> {
  const messages = exhibits.map((exhibit, i) => encodeMessage(exhibit, { reference: i, sourcePort: WSP_PORT }));
  const { rows, trees } = await dissect(messages);
  let frame = 0;
  return messages.map((message, reference): Verdict => {
    const frames = rows.slice(frame, frame + message.parts.length);
    frame += message.parts.length;
    const exhibit = exhibits[reference]!;
    const expected = expectedRows(message, { exhibit, reference });
    if (!isDeepStrictEqual(frames, expected)) {
      return { type: 'disagrees', reason: `headers ${JSON.stringify(frames)} instead of ${JSON.stringify(expected)}` };
    }
    if (!isDeepStrictEqual(trees[frame - 1], exhibit.document)) {
      return { type: 'disagrees', reason: `another tree: ${JSON.stringify(trees[frame - 1])}` };
    }
    return { type: 'agrees', on: `ports, SEC, MAC, tree, parts: ${frames.length}` };
  });
}

/** One row of fields and one tree (where a document is complete) for each part of each message, in order. */
async function dissect(messages: readonly Message[]): Promise<{ rows: string[][]; trees: (CpDocument | undefined)[] }> {
  return inTemporaryFolder(async (folder) => {
    const [text, capture] = [join(folder, 'parts.txt'), join(folder, 'parts.pcap')] as const;
    const pdus = messages.flatMap(({ parts }) => parts).map(toPdu);
    await writeFile(text, pdus.map(hexDump).join('\n'));
    await outputOf('text2pcap', ['-q', '-T', `40000,${SMPP_PORT}`, text, capture]);
    const fields = FIELDS.flatMap((field) => ['-e', field]);
    const table = await outputOf('tshark', ['-r', capture, ...DISSECT, '-T', 'fields', ...fields]);
    const verbose = await outputOf('tshark', ['-r', capture, ...DISSECT, '-V']);
    const frames = verbose.split(/^Frame \d+:/m).slice(1);
    return {
      rows: table
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split('\t')),
      trees: frames.map(treeOf),
    };
  });
}

function expectedRows(
  { parts, mac }: Message,
  { exhibit: { secret }, reference }: { exhibit: Exhibit; reference: number },
): string[][] {
  const total = parts.length;
  return parts.map((_, i) => [
    String(PUSH_PORT),
    String(WSP_PORT),
    ...(total === 1 ? ['', '', ''] : [String(reference), String(total), String(i + 1)]),
    ...(i < total - 1
      ? ['', '', '', '']
      : [
          'application/vnd.wap.connectivity-wbxml',
          secret === undefined ? '' : `0x0${SECURITY_METHODS.indexOf(secret.method)}`,
          mac ?? '',
          '0x0000000b',
        ]),
  ]);
}

/** The dissector writes one token a line, the last of five columns being how it looks as XML. */
function treeOf(frame: string): CpDocument | undefined {
  if (!frame.includes('Data representation')) return undefined;
  let xml = '';
  let value: string | undefined;
  const endValue = (): void => {
    if (value !== undefined) xml += `"${escape(value)}"`;
    value = undefined;
  };
  for (const line of frame.split('\n')) {
    const rendering = line.split('|').slice(4).join('|').trim();
    if (rendering === '' || rendering === 'Rendering') continue;
    const start = /^(name|value|type|version)=(?:'(.*)')?$/.exec(rendering);
    if (start !== null) {
      endValue();
      xml += ` ${start[1]}=`;
      value = start[2] ?? '';
    } else if (value !== undefined && rendering.startsWith("'")) {
      value += rendering.slice(1, -1);
    } else {
      endValue();
      xml += rendering;
    }
  }
  return parseXml(xml);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function toPdu(part: Uint8Array, i: number): Buffer {
  return new PDU('submit_sm', {
    sequence_number: i + 1,
    source_addr: '15550001',
    destination_addr: '15550002',
    esm_class: 0x40,
    data_coding: 0x04,
    short_message: Buffer.from(part),
  }).toBuffer();
}

/** `offset octets…` a line, as text2pcap reads it. */
function hexDump(octets: Buffer): string {
  const lines = Array.from({ length: Math.ceil(octets.length / 16) }, (_, i) => {
    const row = [...octets.subarray(16 * i, 16 * (i + 1))].map((octet) => octet.toString(16).padStart(2, '0'));
    return `${(16 * i).toString(16).padStart(6, '0')} ${row.join(' ')}\n`;
  });
  return lines.join('');
}
