import test from 'ava';
import { chooseForm, type FormOffer, type FormWish } from '../../domain/served-form.ts';

const WBXML = 'application/vnd.wap.connectivity-wbxml';
const XML = 'text/vnd.wap.connectivity-xml';
const PROFILE = 'application/x-apple-aspen-config';
const FORMS: FormOffer[] = [
  { mediaType: WBXML },
  { mediaType: XML },
  { mediaType: PROFILE, fits: 'ios' },
  { mediaType: 'application/xml', fits: 'android' },
];
const CHROME = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1';
const ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36';

function chosen(wish: Partial<FormWish>, forms = FORMS): string {
  const choice = chooseForm(forms, { accept: '', userAgent: '', takes: null, isAsked: false, ...wish });
  return `${choice.type} ${choice.form?.mediaType ?? 'nothing'}`;
}

test('a program that names a media type gets it, the heaviest first and the best of equals', (t) => {
  t.is(chosen({ accept: WBXML }), `serve ${WBXML}`);
  t.is(chosen({ accept: `text/plain, ${XML.toUpperCase()}` }), `serve ${XML}`);
  t.is(chosen({ accept: `${XML}, ${WBXML}` }), `serve ${WBXML}`);
  t.is(chosen({ accept: `${XML}; level=1; q=0.9, ${WBXML}; q=0.8` }), `serve ${XML}`);
  t.is(chosen({ accept: `text/html, application/xhtml+xml, ${WBXML}, */*` }), `serve ${WBXML}`, 'as old phones say it');
});

test('what is refused, or named by a wildcard alone, is not handed out', (t) => {
  for (const accept of ['', '*/*', 'application/*', `${WBXML};q=0`, 'image/png', 'q=1', `${WBXML}x`, ';;,,;q=']) {
    t.is(chosen({ accept }), 'page nothing', accept);
  }
});

test('a browser is asked first, whatever it accepts beside pages, and gets what its platform can use', (t) => {
  t.is(chosen({ accept: CHROME, userAgent: ANDROID }), 'page application/xml');
  t.is(chosen({ accept: CHROME, userAgent: ANDROID, isAsked: true }), 'serve application/xml');
  t.is(chosen({ accept: CHROME, userAgent: IPHONE }), `page ${PROFILE}`);
  t.is(chosen({ accept: CHROME, userAgent: IPHONE, isAsked: true }), `serve ${PROFILE}`);
  t.is(chosen({ accept: CHROME, userAgent: 'Mozilla/5.0 (X11; Linux)', isAsked: true }), 'page nothing');
});

test('what the record of the device says goes before what the browser says, and what fits any browser comes last', (t) => {
  t.is(chosen({ userAgent: ANDROID, takes: [PROFILE], isAsked: true }), `serve ${PROFILE}`);
  t.is(chosen({ userAgent: ANDROID, takes: ['text/other'], isAsked: true }), 'serve application/xml');
  const any: FormOffer = { mediaType: 'text/plain', fits: 'any' };
  t.is(chosen({ userAgent: IPHONE, isAsked: true }, [any, ...FORMS]), `serve ${PROFILE}`);
  t.is(chosen({ userAgent: 'SomePhone/1.0', isAsked: true }, [any, ...FORMS]), 'serve text/plain');
});
