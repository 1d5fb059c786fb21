// Checks proof files with @sigstore/verify: reads a JSON list of cases, prints a JSON list of verdicts.
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const dist = dirname(require.resolve("@sigstore/verify"));
const { verifyCheckpoint } = require(join(dist, "tlog", "checkpoint.js"));
const { verifyMerkleInclusion } = require(join(dist, "tlog", "merkle.js"));

// RFC 8410: what precedes the 32 bytes of an Ed25519 public key.
const spki = Buffer.from("302a300506032b6570032100", "hex");

const verdicts = JSON.parse(readFileSync(0, "utf8")).map((one) => {
  const key = createPublicKey({
    key: Buffer.concat([spki, Buffer.from(one.key, "hex")]),
    format: "der",
    type: "spki",
  });
  const entry = {
    canonicalizedBody: Buffer.from(one.entry, "hex"),
    inclusionProof: {
      logIndex: String(one.index),
      hashes: one.hashes.map((hash) => Buffer.from(hash, "hex")),
      checkpoint: { envelope: one.checkpoint },
    },
  };
  try {
    const logs = [{ logID: Buffer.from(one.keyId, "hex"), baseURL: one.origin, publicKey: key }];
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, logs));
    return "verified";
  } catch (error) {
    return `refused: ${error.message}`;
  }
});
process.stdout.write(JSON.stringify(verdicts));
