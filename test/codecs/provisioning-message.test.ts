import test from 'ava';
import { encodeProvisioningMessage } from '../../codecs/provisioning-message.ts';
import { decodePush } from '../../codecs/wsp-push.ts';
import { parseXml } from '../../codecs/xml.ts';
import { readVectors, toHex } from './vectors.ts';

const { complete } = readVectors('provisioning-messages') as {
  complete: { name: string; xml: string; pin: string; wbxml: string; mac: string; parts: string[] }[];
};

for (const { name, xml, pin, wbxml, mac, parts } of complete) {
  test(`a message has the octets, MAC and part count of another implementation: ${name}`, (t) => {
    const message = encodeProvisioningMessage(parseXml(xml), { method: 'USERPIN', pin });
    t.is(toHex(message.wbxml), wbxml);
    t.is(message.mac, mac);
    t.is(message.partCount, parts.length);
  });
}

test('USERPINMAC sends no MAC', (t) => {
  const [first] = complete;
  const { push, mac } = encodeProvisioningMessage(parseXml(first!.xml), { method: 'USERPINMAC', pin: '12345' });
  t.is(mac, undefined);
  t.is(decodePush(push).security, 'USERPINMAC');
  t.is(decodePush(push).mac, undefined);
});
