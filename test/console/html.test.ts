import test from 'ava';
import { attributes, fill, html } from '../../console/html.ts';
import { fc } from '../helpers/drawn-values.ts';

test('html escapes text and attribute values, and takes markup of its own as it is', (t) => {
  const inner = html`<b>${'a & b'}</b>`;
  t.is(
    html`<p title="${`"'`}">${'<i>'} ${inner} ${1}</p>`.markup,
    '<p title="&quot;&#39;">&lt;i&gt; <b>a &amp; b</b> 1</p>',
  );
});

test('html leaves out what is not there and joins lists', (t) => {
  t.is(html`[${undefined}${null}${false}${[html`a`, 'b', ['c']]}]`.markup, '[abc]');
});

test('attributes() writes flags without a value and leaves out what is false or absent', (t) => {
  t.is(attributes({ a: '"', b: true, c: false, d: undefined, e: 1 }).markup, ' a="&quot;" b e="1"');
});

test('fill() puts parts in for names, and escapes the sentence and the parts', (t) => {
  t.is(fill('{a} & {b}{c}', { a: '<', b: html`<b></b>` }).markup, '&lt; &amp; <b></b>');
});

test('nothing that is put into html can open a tag or end an attribute', (t) => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { markup } = html`<p a="${text}">${text}</p>${attributes({ b: text })}${fill('{x}', { x: text })}`;
      const inside = markup.replace('<p a="', '').replace('">', '').replace('</p> b="', '').replace('"', '');
      return !/[<>"']/.test(inside);
    }),
  );
  t.pass();
});
