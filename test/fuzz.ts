import { performance } from 'node:perf_hooks';
import { checkDocument } from '../codecs/check-document.ts';
import { decodeText } from '../codecs/gsm-text.ts';
import { createReassembler } from '../codecs/sms-reassembler.ts';
import { decodeUserData, encodeUserData } from '../codecs/sms-user-data.ts';
import { decodeWbxml } from '../codecs/wbxml-decode.ts';
import { encodeWbxml } from '../codecs/wbxml-encode.ts';
import { decodePush } from '../codecs/wsp-push.ts';
import { formatXml, parseXml } from '../codecs/xml.ts';
import { DecodeError } from '../domain/decode-error.ts';
import type { CpDocument } from '../domain/document.ts';
import { fromHex, readVectors, toHex } from './codecs/vectors.ts';

/*
 * Feeds every decoder with valid input, damaged in many ways, and with noise. A decoder must answer with a value or a
 * DecodeError, within 50 ms; what decodeWbxml() and parseXml() give must be fit for the encoders.
 *
 * FUZZ_RUNS: number of inputs (default a million). FUZZ_SEED: repeats a run.
 */

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1_000_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
/** An input that takes longer fails. One that seems the slowest so far is tried again: often it was the machine. */
const SLOW_MS = 50;
const TRIES_WHEN_SLOW = 5;
const MAX_FAILURES = 10;

const utf8 = new TextDecoder();

type Random = (below: number) => number;

/** mulberry32: small, good enough, the same everywhere. */
function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Decoder {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  readonly decode: (input: Uint8Array) => unknown;
}

/** Near the limits of the decoders, so that time is looked at where it is longest. */
const large: CpDocument = {
  version: '1.1',
  characteristics: Array.from({ length: 40 }, (_, i) => ({
    type: 'NAPDEF',
    parms: Array.from({ length: 8 }, () => ({ name: 'TO-NAPID', value: `N${i}` })),
    children: [],
  })),
};

function hexes(name: string): string[] {
  const { vectors } = readVectors(name) as { vectors: { octets: string }[] };
  return vectors.map(({ octets }) => octets);
}

function createDecoders(): Decoder[] {
  const { product, complete } = readVectors('provisioning-messages') as {
    product: { wbxml: string };
    complete: { wbxml: string; xml: string; parts: string[] }[];
  };
  const long = encodeUserData(new Uint8Array(600), { reference: 3, concatenation: 16 });
  const parts = complete.flatMap((message) => message.parts.map(fromHex));
  const documents = [product.wbxml, ...complete.map(({ wbxml }) => wbxml), ...hexes('wbxml-forms')].map(fromHex);
  const texts = [...complete.map(({ xml }) => xml), ...documents.map((wbxml) => formatXml(decodeWbxml(wbxml)))];
  const reassembler = createReassembler();
  return [
    {
      name: 'decodeWbxml',
      seeds: [...documents, encodeWbxml(large)],
      decode: (input) => {
        const document = decodeWbxml(input);
        checkDocument(document);
        return decodeWbxml(encodeWbxml(document));
      },
    },
    {
      name: 'parseXml',
      seeds: [...texts, formatXml(large)].map((text) => Uint8Array.from(Buffer.from(text))),
      decode: (input) => {
        const document = parseXml(utf8.decode(input));
        return parseXml(formatXml(document));
      },
    },
    {
      name: 'decodePush',
      seeds: [...hexes('pushes').map(fromHex), ...parts.map((part) => part.slice(7))],
      decode: decodePush,
    },
    { name: 'decodeUserData', seeds: [...hexes('user-data').map(fromHex), ...parts], decode: decodeUserData },
    {
      name: 'createReassembler',
      seeds: [...parts, ...long],
      decode: (input) => reassembler.add(String((input[0] ?? 0) % 7), input),
    },
    {
      name: 'decodeText',
      seeds: [fromHex('0048656c6c6f1b65'), fromHex('0800e7d83dde00')],
      decode: (input) => decodeText(input.subarray(1), input[0] ?? 0),
    },
  ];
}

/** Octets that mean something in one of the formats, more often than chance would have them. */
const TELLING = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x1f, 0x43, 0x45, 0x7f, 0x80, 0x83, 0xc3, 0xc6, 0xff, 0x22, 0x26, 0x3c, 0x3e,
];

function randomOctet(random: Random): number {
  return random(3) === 0 ? (TELLING[random(TELLING.length)] ?? 0) : random(256);
}

function noise(random: Random, most: number): number[] {
  return Array.from({ length: random(most) }, () => randomOctet(random));
}

/** One change: overwrite, cut, put in, leave out, repeat, or join with a piece of another input. */
function change(random: Random, input: readonly number[], seeds: readonly Uint8Array[]): number[] {
  const at = random(input.length + 1);
  const span = random(8) === 0 ? random(input.length + 1) : random(6);
  const other = seeds[random(seeds.length)] ?? new Uint8Array();
  const from = random(other.length + 1);
  switch (random(7)) {
    case 0:
      return input.map((octet, i) => (i === at ? randomOctet(random) : octet));
    case 1:
      return input.map((octet, i) => (i === at ? octet ^ (1 << random(8)) : octet));
    case 2:
      return input.slice(0, at);
    case 3:
      return [...input.slice(0, at), ...noise(random, 6), ...input.slice(at)];
    case 4:
      return [...input.slice(0, at), ...input.slice(at + span)];
    case 5:
      return [
        ...input.slice(0, at),
        ...repeated(input.slice(at, at + span), random(random(50) === 0 ? 400 : 4)),
        ...input.slice(at),
      ];
    default:
      return [...input.slice(0, at), ...other.subarray(from, from + span), ...input.slice(at)];
  }
}

function repeated(piece: readonly number[], times: number): number[] {
  return Array.from({ length: times }, () => piece).flat();
}

function makeInput(random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  if (random(20) === 0) return Uint8Array.from(noise(random, 200));
  let input = Array.from(seeds[random(seeds.length)] ?? []);
  for (let changes = 1 + random(1 + random(5)); changes > 0; changes--) input = change(random, input, seeds);
  return Uint8Array.from(input);
}

type Outcome = 'read' | 'refused';

/** @throws whatever a decoder throws that is no DecodeError */
function outcomeOf(decode: Decoder['decode'], input: Uint8Array): Outcome {
  try {
    decode(input);
    return 'read';
  } catch (error) {
    if (error instanceof DecodeError) return 'refused';
    throw error;
  }
}

/** Milliseconds of the quickest of a few tries. */
function quickest(decode: Decoder['decode'], input: Uint8Array): number {
  const times = Array.from({ length: TRIES_WHEN_SLOW }, () => {
    const start = performance.now();
    outcomeOf(decode, input);
    return performance.now() - start;
  });
  return Math.min(...times);
}

function run(): boolean {
  console.log(`seed ${SEED}, ${RUNS} inputs`);
  const random = createRandom(SEED);
  const decoders = createDecoders();
  const counts = new Map(decoders.map(({ name }) => [name, { read: 0, refused: 0 }]));
  const failures: string[] = [];
  let slowest = { ms: 0, name: '', hex: '' };
  const fail = (name: string, input: Uint8Array, reason: string): void => {
    failures.push(name);
    console.log(`FAILED ${name}: ${reason}\n  input ${toHex(input)}`);
  };
  let done = 0;
  for (; done < RUNS && failures.length < MAX_FAILURES; done++) {
    // The first two are by far the richest formats.
    const { name, seeds, decode } = decoders[random(2) === 0 ? random(2) : random(decoders.length)]!;
    const input = makeInput(random, seeds);
    const start = performance.now();
    try {
      counts.get(name)![outcomeOf(decode, input)] += 1;
    } catch (error) {
      fail(name, input, error instanceof Error ? (error.stack ?? error.message) : String(error));
      continue;
    }
    let ms = performance.now() - start;
    if (ms > slowest.ms) ms = quickest(decode, input);
    if (ms > SLOW_MS) fail(name, input, `took ${ms.toFixed(1)} ms`);
    if (ms > slowest.ms) slowest = { ms, name, hex: toHex(input) };
  }
  for (const [name, { read, refused }] of counts) {
    console.log(`${name.padEnd(20)} ${read} read, ${refused} refused`);
  }
  const shown =
    slowest.hex.length > 400 ? `${slowest.hex.slice(0, 400)}… (${slowest.hex.length / 2} octets)` : slowest.hex;
  console.log(`slowest: ${slowest.name} ${slowest.ms.toFixed(2)} ms, input ${shown}`);
  console.log(`${done} inputs, ${failures.length} failures`);
  return failures.length === 0;
}

if (!Number.isSafeInteger(RUNS) || RUNS < 1 || !Number.isSafeInteger(SEED)) {
  console.error('FUZZ_RUNS and FUZZ_SEED must be whole numbers, FUZZ_RUNS above 0');
  process.exitCode = 2;
} else {
  process.exitCode = run() ? 0 : 1;
}
