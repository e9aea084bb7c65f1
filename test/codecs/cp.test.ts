import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { formatXml, parseXml } from '../../codecs/xml.ts';
import { readVectors } from './vectors.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Complete {
  xml: string;
  pin: string;
  wbxml: string;
  mac: string;
  parts: string[];
}
const { complete, product } = readVectors('provisioning-messages') as {
  complete: [Complete, Complete];
  product: { imsi: string; wbxml: string; mac: string };
};
const [, login] = complete;

interface Result {
  status: number | null;
  stdout: string;
  stderr: string;
}

async function cp(args: readonly string[], input = ''): Promise<Result> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/cp.ts', ...args], { cwd: ROOT });
  child.stdin.on('error', () => undefined); // it may be gone before it has read
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: status as number | null, stdout, stderr };
}

test('encode prints the octets, MAC and parts of another implementation', async (t) => {
  const args = ['--sec', 'userpin', '--pin', login.pin, '--source-port', '2948', '--reference', '01'];
  const { status, stdout } = await cp(['encode', ...args], login.xml);
  t.is(status, 0);
  const { wbxml, mac, push, parts } = JSON.parse(stdout) as Record<string, unknown>;
  t.deepEqual({ wbxml, mac, parts }, { wbxml: login.wbxml, mac: login.mac, parts: login.parts });
  t.true(String(push).endsWith(login.wbxml));
});

test('encode with userpinmac prints the PIN that the user types, and decode proves it', async (t) => {
  const encoded = await cp(['encode', '--sec', 'userpinmac', '--pin', '13579'], login.xml);
  const { pin, push, mac } = JSON.parse(encoded.stdout) as { pin: string; push: string; mac?: string };
  t.regex(pin, /^13579\d{5}$/);
  t.is(mac, undefined);
  const { status, stdout } = await cp(['decode', '--pin', pin], push);
  t.is(status, 0);
  t.regex(stdout, /USERPINMAC: the MAC holds/);
});

test('decode takes the parts of a message in any order, and proves the MAC', async (t) => {
  const { status, stdout } = await cp(['decode', '--pin', login.pin], login.parts.toReversed().join('\n'));
  t.is(status, 0);
  t.deepEqual(parseXml(stdout), parseXml(login.xml));
  t.regex(stdout, /USERPIN: the MAC holds/);
});

test('decode says with status 1 that a MAC does not hold', async (t) => {
  const { status, stdout } = await cp(['decode', '--pin', '0000'], login.parts.join('\n'));
  t.is(status, 1);
  t.regex(stdout, /the MAC does not hold/);
});

test('decode takes WBXML alone', async (t) => {
  const { status, stdout } = await cp(['decode'], product.wbxml);
  t.is(status, 0);
  t.is(stdout, formatXml(parseXml(stdout)));
  t.regex(stdout, /gprsusername/);
});

const NAPDEF_ONLY = '<wap-provisioningdoc><characteristic type="NAPDEF"/></wap-provisioningdoc>';

for (const [title, args, input, message] of [
  ['no command', [], '', /^Cannot run: expected encode /],
  ['an option that is not known', ['encode', '--colour'], '', /--colour/],
  ['a method that is not known', ['encode', '--sec', 'magic'], login.xml, /expected --sec/],
  ['a method without its PIN', ['encode', '--sec', 'userpin'], login.xml, /expected --pin/],
  ['a PIN that is none', ['encode', '--sec', 'userpin', '--pin', 'zzz'], login.xml, /expected a PIN of digits/],
  ['a reference that is none', ['encode', '--reference', 'xyz'], login.xml, /--reference/],
  ['XML that is none', ['encode'], '<a', /^Cannot decode XML/],
  ['a document with errors', ['encode'], NAPDEF_ONLY, /^error: NAPDEF\[1\]\/NAPID: /],
  ['hexadecimal that is none', ['decode'], 'hello', /^Cannot decode: expected pairs/],
  ['nothing', ['decode'], '', /got nothing/],
  ['a truncated document', ['decode'], login.wbxml.slice(0, -2), /^Cannot decode WBXML at offset/],
  ['a message with a part missing', ['decode'], login.parts[0]!, /expected 2 parts of one message, got 1/],
  ['too little to prove a MAC', ['decode', '--imsi', '001010123456789'], login.parts.join('\n'), /^Cannot verify/],
] as const) {
  test(`cp answers status 2 and one clear line, no stack, for ${title}`, async (t) => {
    const { status, stderr } = await cp(args, input);
    const errors = stderr.split('\n').filter((line) => !line.startsWith('warning: '));
    t.is(status, 2);
    t.regex(errors.join('\n'), message);
    t.notRegex(stderr, /^\s+at /m);
    t.notRegex(stderr, /zzz/);
    t.true(errors.length === 2 || title === 'a document with errors');
  });
}
