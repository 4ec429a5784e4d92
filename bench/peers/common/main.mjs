// The program of a peer: one workload, one line of JSON (see ../README.md).

import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { read } from './arguments.mjs';
import { line } from './measure.mjs';
import { names } from './streams.mjs';
import * as workloads from './workloads.mjs';

/** Connections of all threads together, at most. */
const MOST_CONNECTIONS = 32;

/**
 * Runs the peer `{ about, threads, prepare(url), open(url, connections) }` whose program is `module`.
 */
export async function main(peer, module) {
  if (!isMainThread) {
    parentPort.postMessage(await run(peer, workerData));
    return;
  }
  try {
    console.log(await answer(peer, read(process.argv.slice(2)), fileURLToPath(module)));
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

async function answer(peer, settings, program) {
  if (settings.workload === 'version') return JSON.stringify(peer.about);
  if (settings.workload === 'prepare') {
    await peer.prepare(settings.postgres);
    return '{}';
  }
  const { workload, writers = 1, seconds = 1, streams } = settings;
  const threads = workload === 'subscription' ? 1 : Math.min(writers, settings.processes ?? peer.threads);
  let shared;
  if (workload === 'load') shared = await run(peer, { ...settings, workload: 'fill', connections: 1 });
  else if (streams !== undefined) shared = names(streams);
  const share = (number) => Math.floor((number + 1) * writers / threads) - Math.floor(number * writers / threads);
  const each = Array.from({ length: threads }, (_, number) => {
    const connections = Math.max(1, Math.floor(Math.min(writers, MOST_CONNECTIONS) / threads));
    return { ...settings, seconds, shared, writers: share(number), connections };
  });
  const parts = threads === 1 ? [await run(peer, each[0])] : await Promise.all(each.map((one) => inThread(program, one)));
  return line(parts, seconds);
}

function inThread(program, settings) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: settings });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a thread ended early')));
  });
}

async function run(peer, settings) {
  const workload = workloads[settings.workload];
  if (workload === undefined) throw new Error(`there is no workload ${settings.workload}`);
  // The subscription has a connection beside the one that appends.
  const connections = settings.workload === 'subscription' ? 4 : settings.connections;
  const store = await peer.open(settings.postgres, connections);
  try {
    return await workload(store, settings);
  } finally {
    await store.close();
  }
}
