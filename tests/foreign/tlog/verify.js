// SPDX-License-Identifier: Apache-2.0
// Reads a folder of cases NAME.tlog-proof, NAME.entry and the log's key (log.der, log.name)
// and asks @sigstore/verify about each. Prints "NAME accepted" or "NAME refused: why".
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const [folder, modules] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(modules), 'package.json'));
const { verifyCheckpoint } = load('@sigstore/verify/dist/tlog/checkpoint.js');
const { verifyMerkleInclusion } = load('@sigstore/verify/dist/tlog/merkle.js');

const spki = fs.readFileSync(path.join(folder, 'log.der'));
const log = {
  logID: crypto.createHash('sha256').update(spki).digest(),
  publicKey: crypto.createPublicKey({ key: spki, format: 'der', type: 'spki' }),
  baseURL: fs.readFileSync(path.join(folder, 'log.name'), 'utf-8'),
};

// c2sp.org/tlog-proof@v1
function readProof(text) {
  const end = text.indexOf('\n\n');
  const [first, index, ...hashes] = text.slice(0, end).split('\n');
  if (first !== 'c2sp.org/tlog-proof@v1' || !index.startsWith('index ')) throw new Error('not a tlog-proof');
  return {
    logIndex: index.slice('index '.length),
    hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
    checkpoint: { envelope: text.slice(end + 2) },
  };
}

for (const file of fs.readdirSync(folder).sort()) {
  if (!file.endsWith('.tlog-proof')) continue;
  const name = file.slice(0, -'.tlog-proof'.length);
  try {
    const entry = {
      inclusionProof: readProof(fs.readFileSync(path.join(folder, file), 'utf-8')),
      canonicalizedBody: fs.readFileSync(path.join(folder, name + '.entry')),
    };
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
    console.log(`${name} accepted`);
  } catch (error) {
    console.log(`${name} refused: ${error.message}`);
  }
}
