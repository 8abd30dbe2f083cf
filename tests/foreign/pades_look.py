# SPDX-License-Identifier: Apache-2.0
# A strict look at the last signature of a PDF, with nothing of ours in it: PAdES baseline
# (ETSI EN 319 142-1) and DER (X.690). Writes what was found to a folder, for openssl:
# cms.der, data (the bytes of the ByteRange), signer.der, and prints "strict: ok" or why not.
import hashlib
import re
import sys

SIGNED_DATA, DATA = '1.2.840.113549.1.7.2', '1.2.840.113549.1.7.1'
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = ('1.2.840.113549.1.9.%d' % n for n in (3, 4, 5))
SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47'
SHA256 = '2.16.840.1.101.3.4.2.1'


def insist(is_so, why):
    if not is_so:
        print('strict: ' + why)
        sys.exit(1)


class Value:
    def __init__(self, tag, content, children):
        self.tag, self.content, self.children = tag, content, children

    # As DER demands it: the only spelling there is.
    def encode(self):
        body = self.content if self.children is None else b''.join(c.encode() for c in self.children)
        n = len(body)
        length = bytes([n]) if n < 128 else bytes([0x80 | (n.bit_length() + 7) // 8]) + n.to_bytes((n.bit_length() + 7) // 8, 'big')
        return bytes([self.tag]) + length + body

    def oid(self):
        insist(self.tag == 6, 'an object identifier was expected')
        arcs, number = [], 0
        for octet in self.content:
            number = number << 7 | octet & 127
            if octet < 128:
                arcs.append(number)
                number = 0
        first = min(arcs[0] // 40, 2)
        return '.'.join(str(a) for a in [first, arcs[0] - 40 * first] + arcs[1:])


def parse(der):
    insist(len(der) >= 2 and der[0] & 31 != 31, 'not DER: tag')
    tag, n, at = der[0], der[1], 2
    insist(n != 0x80, 'not DER: indefinite length')
    if n > 0x80:
        at += n - 0x80
        n = int.from_bytes(der[2:at], 'big')
    insist(at + n <= len(der), 'not DER: cut short')
    content, rest = der[at:at + n], der[at + n:]
    if not tag & 32:
        if tag == 1:
            insist(content in (b'\0', b'\xff'), 'not DER: boolean')
        if tag == 2:
            insist(len(content) == 1 or content[:2] > b'\0\x7f' and not content[:2] >= b'\xff\x80', 'not DER: integer')
        return Value(tag, content, None), rest
    children = []
    while content:
        child, content = parse(content)
        children.append(child)
    if tag == 0x31:
        spelt = [c.encode() for c in children]
        insist(spelt == sorted(spelt), 'not DER: a SET OF that is not in order')
    return Value(tag, None, children), rest


def last_signature(pdf):
    found = [m for m in re.finditer(rb'/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]', pdf)]
    insist(found, 'no /ByteRange')
    zero, begin, end, length = (int(g) for g in found[-1].groups())
    insist(zero == 0 and end + length == len(pdf), 'the ByteRange does not reach from the first byte to the last')
    insist(pdf[begin:begin + 1] == b'<' and pdf[end - 1:end] == b'>', 'the hole is not exactly the /Contents string')
    insist(re.fullmatch(rb'([0-9A-Fa-f]{2})+', pdf[begin + 1:end - 1]), 'the hole holds something else than hexadecimal digits')
    insist(pdf[:begin].rstrip().endswith(b'/Contents'), 'the hole is not behind /Contents')
    dictionary = pdf[pdf.rindex(b' obj', 0, begin):pdf.index(b'endobj', end)]
    outside = dictionary[:dictionary.index(b'<', dictionary.index(b'/Contents'))] + pdf[end:pdf.index(b'endobj', end)]
    for wanted in (b'/Filter/Adobe.PPKLite', b'/SubFilter/ETSI.CAdES.detached', b'/M'):
        insist(wanted in outside.replace(b' /', b'/'), wanted.decode() + ' is missing')
    insist(not re.search(rb'/Cert[\s\[(<]', outside), '/Cert must not be there')
    return bytes.fromhex(pdf[begin + 1:end - 1].decode()), pdf[:begin] + pdf[end:]


def main(path, folder):
    pdf = open(path, 'rb').read()
    padded, data = last_signature(pdf)
    content_info, rest = parse(padded)
    insist(not any(rest), 'something else than zeros behind the CMS')
    cms = padded[:len(padded) - len(rest)]
    insist(content_info.encode() == cms, 'the CMS is not DER: encoding it again gives other bytes')
    insist(content_info.children[0].oid() == SIGNED_DATA, 'not SignedData')
    version, digests, encapsulated, certificates, *others = content_info.children[1].children[0].children
    insist(version.content == b'\1' and len(digests.children) == 1, 'version or digest algorithms')
    insist([c.oid() if c.tag == 6 else c for c in encapsulated.children] == [DATA], 'it is not detached')
    insist(certificates.tag == 0xa0, 'no certificates')
    insist(len(others) == 1 and len(others[0].children) == 1, 'not exactly one SignerInfo, or CRLs inside')
    info = others[0].children[0].children
    insist(info[0].content == b'\1', 'SignerInfo version')
    attributes = {}
    for attribute in info[3].children:
        insist(attribute.children[0].oid() not in attributes, 'an attribute twice')
        attributes[attribute.children[0].oid()] = attribute.children[1].children
    spelt = [a.encode() for a in info[3].children]
    insist(spelt == sorted(spelt), 'the signed attributes are not in DER order')
    insist(SIGNING_TIME not in attributes, 'signing-time is there')
    insist(attributes[CONTENT_TYPE][0].oid() == DATA, 'content-type')
    insist(info[2].children[0].oid() == SHA256, 'digest algorithm')
    insist(attributes[MESSAGE_DIGEST][0].content == hashlib.sha256(data).digest(), 'message-digest')
    insist(SIGNING_CERTIFICATE_V2 in attributes, 'no signing-certificate-v2')
    ess = attributes[SIGNING_CERTIFICATE_V2][0].children[0].children[0]
    signers = [c for c in certificates.children if hashlib.sha256(c.encode()).digest() == ess.children[0].content]
    insist(len(signers) == 1, 'signing-certificate-v2 names no certificate of this CMS')
    for name, content in (('cms.der', cms), ('data', data), ('signer.der', signers[0].encode())):
        with open(folder + '/' + name, 'wb') as out:
            out.write(content)
    print('strict: ok')


main(*sys.argv[1:])
