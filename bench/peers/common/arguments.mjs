// The command line that every peer program takes (see ../README.md).

import { parseArgs } from 'node:util';

const NUMBERS = ['writers', 'events', 'seconds', 'streams', 'length', 'rate', 'processes'];

/** The workload and its settings; a number that was not given, or is 0, is undefined. */
export function read(argv) {
  const text = { type: 'string' };
  const options = { postgres: text, ...Object.fromEntries(NUMBERS.map((name) => [name, text])) };
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  if (positionals.length !== 1) throw new Error('usage: <workload> [--postgres URL] [--writers W] ...');
  for (const name of NUMBERS.filter((name) => values[name] !== undefined)) {
    const number = Number(values[name]);
    if (!(number >= 0)) throw new Error(`--${name} must be a number`);
    values[name] = number || undefined;
  }
  return { workload: positionals[0], ...values };
}
