import test from 'ava';
import { parseXml } from '../../codecs/xml.ts';
import { configures, type DocumentUse } from '../../domain/document-use.ts';

const DOCUMENT = parseXml(`<wap-provisioningdoc version="1.1">
  <characteristic type="PXLOGICAL"><parm name="PROXY-ID" value="p"/><parm name="NAME" value="named.acme.example"/>
    <characteristic type="PXPHYSICAL"><parm name="PXADDR" value="proxy.acme.example"/></characteristic></characteristic>
  <characteristic type="NAPDEF"><parm name="NAPID" value="n"/><parm name="NAP-ADDRESS" value="Internet.Acme"/></characteristic>
  <characteristic type="APPLICATION"><parm name="APPID" value="143"/>
    <characteristic type="APPADDR"><parm name="ADDR" value="imap.acme.example"/></characteristic>
    <characteristic type="RESOURCE"><parm name="URI" value="https://mail.acme.example/in"/></characteristic></characteristic>
</wap-provisioningdoc>`);

for (const [type, value, isSetUp] of [
  ['apn', 'internet.acme', true],
  ['apn', 'INTERNET.ACME.mnc005.mcc244.gprs', true],
  ['apn', 'acme', false],
  ['apn', 'imap.acme.example', false],
  ['host', 'imap.acme.example', true],
  ['host', 'IMAP.acme.example.', true],
  ['host', 'proxy.acme.example', true],
  ['host', 'mail.acme.example', true],
  ['host', 'acme.example', false],
  ['host', 'named.acme.example', false],
  ['host', '10.0.0.1', false],
  ['applicationId', '143', true],
  ['applicationId', '14', false],
] as const satisfies readonly (readonly [DocumentUse['type'], string, boolean])[]) {
  test(`a document that ${isSetUp ? 'sets up' : 'does not set up'} ${type} ${value} is ${isSetUp ? '' : 'not '}what made a phone use it`, (t) => {
    t.is(configures(DOCUMENT, { type, value }), isSetUp);
  });
}
