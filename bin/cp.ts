import { parseArgs } from 'node:util';
import { computeMac, userPinMac, verifyMac, verifyUserPinMac } from '../codecs/bootstrap-mac.ts';
import { checkDocument } from '../codecs/check-document.ts';
import { createReassembler } from '../codecs/sms-reassembler.ts';
import { decodeUserData, encodeUserData } from '../codecs/sms-user-data.ts';
import { decodeWbxml } from '../codecs/wbxml-decode.ts';
import { encodeWbxml } from '../codecs/wbxml-encode.ts';
import { decodePush, encodePush, type Push } from '../codecs/wsp-push.ts';
import { formatXml, parseXml } from '../codecs/xml.ts';
import { DecodeError } from '../domain/decode-error.ts';
import type { CpDocument } from '../domain/document.ts';
import { type BootstrapSecret, bootstrapSecret, type KnownSecrets } from '../domain/security.ts';

/*
 * A provisioning document on the command line: `encode` makes octets of XML, `decode` XML of octets.
 */

const USAGE =
  'encode [--sec userpin|netwpin|usernetwpin|userpinmac] [--pin …] [--imsi …] [--transaction-id 01] [--reference 01] ' +
  '[--source-port 9200] < XML, or decode [--pin …] [--imsi …] < hexadecimal';

const OPTIONS = {
  sec: { type: 'string', default: 'none' },
  pin: { type: 'string' },
  imsi: { type: 'string' },
  'transaction-id': { type: 'string', default: '01' },
  reference: { type: 'string', default: '01' },
  'source-port': { type: 'string', default: '9200' },
} as const;

/** Far more than the longest document in hexadecimal. */
const MAX_STDIN = 1_048_576;
const EXIT_MAC_WRONG = 1;
const EXIT_WRONG = 2;

const METHODS = {
  netwpin: 'NETWPIN',
  userpin: 'USERPIN',
  usernetwpin: 'USERNETWPIN',
  userpinmac: 'USERPINMAC',
} as const;

/** Something the caller can put right. */
class CommandError extends Error {
  override readonly name = 'CommandError';
}

type Options = ReturnType<typeof readOptions>['values'];

function readOptions() {
  return parseArgs({ options: OPTIONS, allowPositionals: true, strict: true });
}

async function run(): Promise<void> {
  const { values, positionals } = readOptions();
  const [command, ...rest] = positionals;
  if (rest.length > 0 || (command !== 'encode' && command !== 'decode')) {
    throw new CommandError(`Cannot run: expected ${USAGE}`);
  }
  const input = await readStdin();
  if (command === 'encode') encode(input, values);
  else decode(input, values);
}

function encode(xml: string, options: Options): void {
  const document = parseXml(xml);
  refuseFaults(document);
  const wbxml = encodeWbxml(document);
  const secret = secretOf(options);
  const header = { transactionId: octetOf('transaction-id', options) };
  const { push, proof } = sign({ wbxml, secret, header });
  const parts = encodeUserData(push, {
    reference: octetOf('reference', options),
    sourcePort: numberOf('source-port', options),
  });
  console.log(JSON.stringify({ wbxml: hex(wbxml), ...proof, push: hex(push), parts: parts.map(hex) }, null, 2));
}

function sign({
  wbxml,
  secret,
  header,
}: {
  wbxml: Uint8Array;
  secret: BootstrapSecret | undefined;
  header: { transactionId: number };
}): { push: Uint8Array; proof: { mac?: string; pin?: string } } {
  if (secret === undefined) return { push: encodePush(header, wbxml), proof: {} };
  const security = secret.method;
  if (security === 'USERPINMAC') {
    return { push: encodePush({ ...header, security }, wbxml), proof: { pin: userPinMac(secret.pin, wbxml) } };
  }
  const mac = computeMac(secret, wbxml);
  return { push: encodePush({ ...header, security, mac }, wbxml), proof: { mac } };
}

function refuseFaults(document: CpDocument): void {
  const faults = checkDocument(document);
  for (const { severity, path, message } of faults) {
    if (severity === 'warning') console.error(`warning: ${path}: ${message}`);
  }
  const errors = faults.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new CommandError(errors.map(({ path, message }) => `error: ${path}: ${message}`).join('\n'));
}

function decode(text: string, options: Options): void {
  const lines = text.split(/\s+/).filter((line) => line !== '');
  const [first, ...rest] = lines.map(octetsOf);
  if (first === undefined) throw new CommandError('Cannot decode: expected hexadecimal on standard input, got nothing');
  if (rest.length === 0 && isWbxml(first)) {
    console.log(formatXml(decodeWbxml(first)).trimEnd());
    return;
  }
  const push = decodePush(rest.length === 0 && isPush(first) ? first : join([first, ...rest]));
  console.log(formatXml(decodeWbxml(push.body)).trimEnd());
  reportProof(push, knownOf(options));
}

/** A comment, so that the output stays XML. Nothing is said when nothing is known that the proof could be held against. */
function reportProof(push: Push, known: KnownSecrets): void {
  const { security, mac, body } = push;
  if (known.pin === null && known.imsi === null) return;
  if (security === undefined) {
    console.log('<!-- The push has no SEC: there is nothing to hold the secret against -->');
    return;
  }
  const holds = security === 'USERPINMAC' ? verifyUserPinMac(known.pin ?? '', body) : isMacOf(push, known);
  console.log(
    `<!-- ${security}: the MAC ${holds ? 'holds' : 'does not hold'}${mac === undefined ? ' (in the PIN)' : ''} -->`,
  );
  if (!holds) process.exitCode = EXIT_MAC_WRONG;
}

function isMacOf({ security, mac = '', body }: Push, known: KnownSecrets): boolean {
  const secret = security === undefined ? undefined : bootstrapSecret(security, known);
  if (secret === undefined) {
    throw new CommandError(`Cannot verify: expected for ${security} what its key is made of (--pin, --imsi), got less`);
  }
  return verifyMac(secret, body, mac);
}

/** Version 1.1 to 1.3 and a public id: PROV 1.0, Microsoft's, unknown, or in the string table. */
function isWbxml([version = 0, publicId = 0]: Uint8Array): boolean {
  return version >= 1 && version <= 3 && [0x0b, 0xa2, 0x01, 0x00].includes(publicId);
}

/** PDU type Push. As user data this octet would be an element that no provisioning message has. */
function isPush([, type]: Uint8Array): boolean {
  return type === 0x06;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const reassembler = createReassembler();
  for (const part of parts) {
    const whole = reassembler.add('', part);
    if (whole !== undefined) return whole;
  }
  const totals = parts.map((part) => decodeUserData(part).concatenation?.total ?? 1);
  throw new CommandError(`Cannot decode: expected ${Math.max(...totals)} parts of one message, got ${parts.length}`);
}

function secretOf(options: Options): BootstrapSecret | undefined {
  const { sec } = options;
  if (sec === 'none') return undefined;
  const known = knownOf(options);
  const method = Object.entries(METHODS).find(([name]) => name === sec)?.[1];
  if (method === undefined) {
    throw new CommandError(
      'Cannot encode: expected --sec userpin, netwpin, usernetwpin, userpinmac or none, got another',
    );
  }
  const secret = bootstrapSecret(method, known);
  if (secret === undefined)
    throw new CommandError(`Cannot encode: expected --pin and --imsi as ${method} needs them, got less`);
  return secret;
}

function knownOf({ pin, imsi }: Options): KnownSecrets {
  return { pin: pin ?? null, imsi: imsi ?? null };
}

function octetOf(name: 'transaction-id' | 'reference', options: Options): number {
  const text = options[name];
  if (!/^[0-9a-f]{1,2}$/i.test(text))
    throw new CommandError(`Cannot encode: expected --${name} as one hexadecimal octet`);
  return Number.parseInt(text, 16);
}

function numberOf(name: 'source-port', options: Options): number {
  const text = options[name];
  if (!/^[0-9]{1,5}$/.test(text)) throw new CommandError(`Cannot encode: expected --${name} as a number`);
  return Number(text);
}

function octetsOf(line: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/i.test(line)) {
    throw new CommandError('Cannot decode: expected pairs of hexadecimal digits, a message or part a line');
  }
  return Uint8Array.from(Buffer.from(line, 'hex'));
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const octets = Buffer.from(chunk);
    length += octets.length;
    if (length > MAX_STDIN)
      throw new CommandError(`Cannot read: expected at most ${MAX_STDIN} octets on standard input`);
    chunks.push(octets);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

/** What was wrong, without a stack: whatever it is, the caller only typed something. */
function messageOf(error: unknown): string {
  if (error instanceof CommandError || error instanceof DecodeError || error instanceof RangeError)
    return error.message;
  // parseArgs explains in further lines how to escape; the first says what is wrong.
  if (error instanceof Error) return (error.message.split('\n')[0] ?? '').replace(/\. To specify.*$/, '');
  return 'Cannot run: something that is no error was thrown';
}

try {
  await run();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = EXIT_WRONG;
}
