// run-wasm.mjs FILE: calls the function `main` of a WebAssembly module, and writes what that reports.
import { readFileSync, writeSync } from "node:fs";

let memory;
const host = {
  report: (begin, count) => writeSync(1, new Uint8Array(memory.buffer, begin, count)),
  complain: (begin) => {
    const bytes = new Uint8Array(memory.buffer, begin);
    writeSync(2, bytes.subarray(0, bytes.indexOf(0)));
  },
};
const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), { host });
memory = instance.exports.memory;
process.exitCode = instance.exports.main();
