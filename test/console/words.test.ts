import test from 'ava';
import { changesOf } from '../../console/dialogue/changes.ts';
import {
  chooseLanguage,
  inLanguage,
  languageOf,
  languagesOf,
  nameOfLanguage,
} from '../../console/dialogue/language.ts';
import { OUR_LANGUAGES, pageWords } from '../../console/dialogue/words.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { definitionNamed } from '../helpers/definitions.ts';

const choose = (chosen: string | undefined, acceptLanguage: string) =>
  chooseLanguage(['en', 'fi', 'pt-BR'], { chosen, acceptLanguage }, 'fi').tag;

/** What a document is said to do, of a definition with nothing else. */
const made = (document: ServiceDefinition['document']) =>
  changesOf({ document, prompts: [], parameters: { type: 'object', properties: {} } }, ['given']);

const application = (APPID: string) => ({ type: 'APPLICATION', parms: { APPID } });

/** What a document is said to do that has a proxy if there is something of that name. */
const changesIf = (name: string, given: readonly string[] = []) =>
  changesOf(
    {
      document: [{ type: 'PXLOGICAL', parms: {}, if: name }],
      prompts: [{ parameter: 'asked', secret: false, text: {} }],
      parameters: { type: 'object', properties: { usual: { default: 'x' }, rare: {} } },
    },
    given,
  );

/** Every sentence with where it stands. */
function sentences(value: unknown, at = ''): [string, string][] {
  if (typeof value === 'string') return [[at, value]];
  return Object.entries(Object(value)).flatMap(([key, inner]) => sentences(inner, `${at}/${key}`));
}

const slots = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted();

for (const language of OUR_LANGUAGES) {
  test(`the words in ${language} are all there, with the same names to fill in`, (t) => {
    const english = new Map(sentences(pageWords('en').words));
    const own = sentences(pageWords(language).words);
    t.is(own.length, english.size);
    for (const [at, sentence] of own) {
      t.deepEqual(slots(sentence), slots(english.get(at) ?? ''), at);
      t.is(sentence, sentence.trim(), at);
      t.not(sentence, '', at);
    }
  });

  test(`no sentence in ${language} was left in English`, (t) => {
    const english = new Map(sentences(pageWords('en').words));
    const same = sentences(pageWords(language).words).filter(([at, sentence]) => english.get(at) === sentence);
    // What is the same word in both.
    const allowed = ['/errorMark', '/decline', '/no'];
    t.deepEqual(language === 'en' ? [] : same.map(([at]) => at).filter((at) => !allowed.includes(at)), []);
  });
}

test('words are found for a regional language, and English for one that we have none in', (t) => {
  t.is(pageWords('de-AT').tag, 'de');
  t.is(pageWords('zh-Hant').tag, 'en');
  t.like(languageOf('de-AT'), { tag: 'de-AT', lang: 'de-AT', dir: 'ltr' });
  t.like(languageOf('zh-Hant'), { tag: 'zh-Hant', lang: 'en' });
  t.like(languageOf('he'), { lang: 'en', dir: 'ltr' });
  t.like(languageOf('ar-EG'), { lang: 'ar-EG', dir: 'rtl' });
});

test('the choice comes before the browser, the browser before the message, and only what is there is chosen', (t) => {
  t.is(choose('en', 'fi'), 'en');
  t.is(choose('xx', 'pt'), 'pt-BR');
  t.is(choose(undefined, 'xx, en;q=0'), 'fi');
  t.is(choose('x'.repeat(10_000), ''), 'fi');
});

test('languages are those of the texts, and ours where there are no texts', (t) => {
  const { confirmation, prompts } = definitionNamed('mail');
  t.deepEqual(languagesOf({ confirmation, prompts }), ['en']);
  t.deepEqual(languagesOf({ confirmation: { ...confirmation, text: {} }, prompts: [] }), OUR_LANGUAGES);
  t.deepEqual(inLanguage({ fi: 'Hei' }, languageOf('sv')), { text: 'Hei', lang: 'fi', dir: 'ltr' });
});

test('a language is called what it calls itself, and a tag that is none what it is', (t) => {
  t.deepEqual(['fi', 'fr', 'ar', 'not a tag'].map(nameOfLanguage), ['Suomi', 'Français', 'العربية', 'not a tag']);
});

for (const [name, changes] of [
  ['internet-access', ['accessPoint']],
  ['mms', ['accessPoint', 'pictureMessages']],
  ['mail', ['mail']],
  ['browsing-proxy', ['accessPoint', 'proxy', 'browser']],
  ['device-management', ['management']],
] as const) {
  test(`the definition ${name} is said to bring ${changes.join(', ')}`, (t) => {
    t.deepEqual(changesOf(definitionNamed(name), []), [...changes]);
  });
}

test('what a template does is told once each, in one order, and what is unknown is named an application', (t) => {
  t.deepEqual(made(['143', '25', 'w5', 'ap2001', 'ap0004', 'wA', 'x-own', 'constructor'].map(application)), [
    'mail',
    'synchronisation',
    'instantMessages',
    'internetCalls',
    'location',
    'application',
  ]);
  t.deepEqual(
    made([
      { type: 'NAPDEF', parms: { BEARER: 'WLAN' } },
      { type: 'NAPDEF', parms: {} },
      { type: 'ACCESS', parms: {} },
      { type: 'VENDORCONFIG', parms: {} },
      { type: 'CLIENTIDENTITY', parms: {} },
      { type: 'BOOTSTRAP', parms: { PROVURL: { from: 'url' } } },
      { type: 'APPLICATION', parms: { APPID: { from: 'application' } } },
      { type: '__proto__', parms: {} },
    ]),
    ['accessPoint', 'wifi', 'accessRules', 'application', 'vendor', 'identity', 'laterChanges'],
  );
});

test('a template that lists its parms, or has none, is read like one that names them', (t) => {
  const listed: ServiceDefinition['document'] = JSON.parse(
    '[{"type":"APPLICATION","parms":[{"name":"APPID","value":"w4"}]},{"type":"NAPDEF","parms":{"BEARER":{"value":"WLAN"}}},{"type":"PXLOGICAL"}]',
  );
  t.deepEqual(made(listed), ['wifi', 'proxy', 'pictureMessages']);
});

test('the proxy of picture messages is told of when there is one', (t) => {
  t.deepEqual(changesOf(definitionNamed('mms'), ['proxyAddress']), ['accessPoint', 'proxy', 'pictureMessages']);
});

test('what depends on something that nobody gave or is asked for is not promised', (t) => {
  t.deepEqual(changesIf('rare'), []);
  t.deepEqual(changesIf('rare', ['rare']), ['proxy']);
  t.deepEqual(changesIf('asked'), ['proxy']);
  t.deepEqual(changesIf('usual'), ['proxy']);
  t.deepEqual(changesIf('device.model'), ['proxy']);
});
