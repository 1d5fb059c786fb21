// Runs the checks of verifier/verify.html without a browser: a line of JSON asks for a function and its arguments,
// a line answers. Bytes are {"bytes": BASE64}, in both directions; maps come back as lists of pairs.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { runInThisContext } from "node:vm";

if (process.argv[2] === "bare") Object.defineProperty(globalThis, "crypto", { value: undefined });
const page = readFileSync(new URL("../../verifier/verify.html", import.meta.url), "utf8");
runInThisContext(/<script id="core">([^]*?)<\/script>/.exec(page)[1]);
const core = runInThisContext("core");

const given = (_, value) => (typeof value?.bytes === "string" ? new Uint8Array(Buffer.from(value.bytes, "base64")) : value);
const answered = (_, value) => {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (value instanceof Map) return [...value];
  return typeof value === "bigint" ? String(value) : value;
};

const more = {
  // Every check that a job allows; `files` of the log come as an object from path to bytes.
  async judge(job) {
    const files = job.files && new Map(Object.entries(job.files).map(([path, data]) => [path, new Blob([data])]));
    return core.check({ ...job, files });
  },
  async unzipped(data) {
    const files = await core.unzip(new Blob([data]));
    return Promise.all([...files].map(async ([path, read]) => [path, await read()]));
  },
  logAmong(paths) {
    const found = core.logIn(new Map(paths.map((path) => [path, path])));
    return found && [...found.keys()];
  },
  readPolicy: (data) => new core.Policy(data).quorum,
  constants: () => ({ types: core.TYPES, names: core.NAMES, checks: core.CHECKS, report: core.REPORT_CHECKS, definitions: core.DEFINITIONS }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...values] = JSON.parse(line, given);
  let answer;
  try {
    answer = { value: await (more[name] ?? core[name])(...values) };
  } catch (error) {
    answer = { error: error.constructor.name, check: error.check ?? "", where: error.where ?? "", what: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer, answered)}\n`);
}
